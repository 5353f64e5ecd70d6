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

  /// A point in a layer element over a plan cell.
  struct ElementPoint
  {
    unsigned cell;
    std::array<double, 2> reference; ///< in the cell, 0 .. 1
    unsigned element;
    double z; ///< [m]
  };

  /// Value and gradient of every component of a complete, ghosted field at a point: [component]{d/dx, d/dy, d/dz, value}.
  std::vector<std::array<double, 4>> evaluate_at(const layered::LayeredSpace &space, const layered::Vector<double> &field,
                                                 const ElementPoint &point);
} // namespace sagitta::evaluation
