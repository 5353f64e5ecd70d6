#pragma once

#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// Lengths and positions of a package [m], up to more than any panel: beyond, tolerances of the geometry take parts for one another.
  constexpr Range package_length = {0, 10, true, false};
  constexpr Range package_position = {-10, 10, false, false};

  /// An outline in the plan: a rectangle or a disc.
  TypePointer outline_type();

  /// The section `package` of a case file.
  TypePointer package_type();
} // namespace sagitta::input
