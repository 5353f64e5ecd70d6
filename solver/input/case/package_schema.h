#pragma once

#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// An outline in the plan: a rectangle or a disc.
  TypePointer outline_type();

  /// The section `package` of a case file.
  TypePointer package_type();
} // namespace sagitta::input
