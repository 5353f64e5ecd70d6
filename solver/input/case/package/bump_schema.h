#pragma once

#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// An entry of package.bumps.
  TypePointer bumps_type();

  /// An entry of package.vias.
  TypePointer vias_type();
} // namespace sagitta::input
