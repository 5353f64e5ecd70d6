#pragma once

#include <solver/layered/space/layered_space.h>

#include <array>
#include <optional>

namespace sagitta::evaluation
{
  /// A box around a plan cell [m]: x0, y0, x1, y1. Tight around a rectangle.
  std::array<double, 4> find_bounds(const layered::PlanSpace &plan, unsigned cell);

  /// Reference coordinates of a point in a plan cell, or nothing when it lies outside (edges count as inside).
  std::optional<std::array<double, 2>> locate(const layered::PlanSpace &plan, unsigned cell, double x, double y);

  /// The same in a layer element over the cell, whose columns may be curved, of a point at its height [m].
  std::optional<std::array<double, 2>> locate(const layered::LayeredSpace &space, unsigned cell, unsigned element,
                                              const std::array<double, 3> &at);
} // namespace sagitta::evaluation
