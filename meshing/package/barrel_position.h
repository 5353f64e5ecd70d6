#pragma once

#include <meshing/package/package.h>

#include <array>

namespace sagitta::meshing
{
  /// Where a point [m] of a layer would be if barrels were cylinders of their ends: what is within the barrel goes within the circle, what
  /// is beside it stays beside it, and what is half a pitch or more from the axis stays where it is.
  std::array<double, 2> straighten(const Package &package, unsigned layer, const std::array<double, 3> &point);
} // namespace sagitta::meshing
