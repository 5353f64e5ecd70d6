#pragma once

#include <solver/report/stored_run.h>

#include <array>
#include <vector>

namespace sagitta::report
{
  using Polyline = std::vector<std::array<double, 2>>;

  /// Closed loops around the area where a map is at or above `level`, to be filled by the even-odd rule. Linear between the points of the
  /// grid; where there is no material, the area ends at the last point that has one [m].
  std::vector<Polyline> filled_region(const HeightMap &map, double level);

  /// Lines of constant height, without the rim of the map [m].
  std::vector<Polyline> level_lines(const HeightMap &map, double level);

  /// Leaves out points that lie within `tolerance` of the line between their neighbours (Douglas and Peucker, Cartographica 10 (1973) 112).
  Polyline simplify(const Polyline &line, double tolerance);
} // namespace sagitta::report
