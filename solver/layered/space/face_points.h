#pragma once

#include <solver/layered/space/cell_points.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// A quadrature point on a face of a layer element.
  struct FacePoint
  {
    std::array<double, 2> reference; ///< in the plan cell, 0 .. 1
    std::array<double, 3> position;  ///< [m]
    double jxw;                      ///< quadrature weight times the Jacobian of the face [m2]
  };

  /// Points of the lower or upper face of an element over the plan cell that the points are in.
  std::vector<FacePoint> level_points(const CellPoints &points, unsigned e, bool is_upper);

  /// Those of the vertical face of the element above a side 0..3 (x0, x1, y0, y1) of the cell; where columns are curved, of a face in which
  /// they lie.
  std::vector<FacePoint> side_points(const CellPoints &points, unsigned e, unsigned side);
} // namespace sagitta::layered
