#pragma once

#include <array>
#include <vector>

namespace sagitta::drawing
{
  /// A straight line in the plan: x and y of its ends [m].
  using Segment = std::array<double, 4>;

  /// The lines of a mesh of the plan, over the whole package.
  struct MeshLines
  {
    std::vector<Segment> segments;
  };

  /// Joins lines along an axis that continue or cover each other, and leaves out what is there twice.
  std::vector<Segment> join_segments(const std::vector<Segment> &segments, double rounding);
} // namespace sagitta::drawing
