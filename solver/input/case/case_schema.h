#pragma once

#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// The table of keys of a case file. Reading, `sagitta schema` and the reference in docs/user_guide/case_file.md come from it.
  const TypePointer &case_type();
} // namespace sagitta::input
