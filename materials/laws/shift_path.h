#pragma once

#include <materials/laws/law.h>
#include <materials/laws/shift.h>

#include <vector>

namespace sagitta::materials
{
  /// One piece of a step in which the reduced time xi, d(xi) = dt / a(T, x), and the share s of the step's strain are known as
  /// functions of each other: s(z), z = xi / reduced from 0 to 1, is the cubic with the given values and slopes at its ends.
  struct ShiftPanel
  {
    double share;       ///< growth of s over the panel [-]; the shares of a path add up to 1
    double reduced;     ///< growth of xi [s]
    double start_slope; ///< ds/dz at its start [-]
    double end_slope;   ///< ds/dz at its end [-]
  };

  /// The panels of a step, in order. Strain, temperature and cure change at constant rates in time. A constant shift gives one
  /// panel in which s is linear, and what is computed from it is exact; otherwise panels are halved until the cubic reproduces s in their
  /// middle to within `tolerance` and the integral of 1/a has converged. The tolerance of s is wider where less
  /// reduced time passes than the shortest relaxation time.
  /// @param shortest_time the shortest relaxation time that will be integrated along the path [s]
  /// Throws std::invalid_argument where the shift has no value, std::runtime_error when halving does not end.
  std::vector<ShiftPanel> shift_path(const Shift &shift, const PointStep &step, double shortest_time, double tolerance = 1e-6);
} // namespace sagitta::materials
