#pragma once

#include <meshing/package/package.h>

#include <array>

namespace sagitta::meshing
{
  /// Position of a point [m] of a layer if barrels are replaced by cylinders of their ends: points in the barrel come within the circle,
  /// points beside it stay beside it, and points half a pitch or more from the axis stay where they are.
  std::array<double, 2> straighten(const Package &package, unsigned layer, const std::array<double, 3> &point);
} // namespace sagitta::meshing
