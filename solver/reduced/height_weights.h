#pragma once

#include <solver/results/results.h>

#include <vector>

namespace sagitta::reduced
{
  /// The height of a point over the plane of least squares, as the weights of all heights of the map. `point`:
  /// index into SurfaceMap::heights, with material.
  std::vector<double> height_weights(const results::SurfaceMap &map, std::size_t point);

  /// The point with material that is nearest to a place [m].
  std::size_t nearest_point(const results::SurfaceMap &map, double x, double y);
} // namespace sagitta::reduced
