#pragma once

#include <solver/layered/space/layered_space.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// A point in a layer element over a plan cell, of straight or curved columns.
  struct ElementPoint
  {
    unsigned cell;
    std::array<double, 2> reference; ///< in the cell, 0 .. 1
    unsigned element;
    double z; ///< [m]
  };

  /// Value and gradient of every component of a complete, ghosted field at a point: [component]{d/dx, d/dy, d/dz, value}.
  std::vector<std::array<double, 4>> evaluate_at(const LayeredSpace &space, const Vector<double> &field, const ElementPoint &point);

  /// The value of a field of one component alone, which is far cheaper.
  double value_at(const LayeredSpace &space, const Vector<double> &field, const ElementPoint &point);
} // namespace sagitta::layered
