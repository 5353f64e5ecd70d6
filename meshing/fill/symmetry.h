#pragma once

#include <meshing/fill/mirror.h>
#include <meshing/package/package.h>

namespace sagitta::meshing
{
  /// The mirror symmetries of the bodies (outlines, layers, materials, stress-free temperatures, power) about the centre of the
  /// package. The caller checks the boundary conditions.
  Mirror find_symmetry(const Package &package);
} // namespace sagitta::meshing
