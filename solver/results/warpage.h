#pragma once

#include <solver/results/results.h>

#include <optional>
#include <string>

namespace sagitta::results
{
  /// Deviations that are too small to define a shape.
  struct WarpageNoise
  {
    /// Flat if peak to valley is at most this fraction of the zone's diagonal, or within the rounding of the heights:
    /// 1e-9 is 14 pm on a 10 mm package.
    double flatness = 1e-9;

    /// Deviations [m] that the caller takes as noise, such as the error of the solve.
    double deviation = 0;

    /// A diagonal whose sagitta is at most this fraction of peak to valley does not count for the shape.
    double diagonal = 0.01;
  };

  /// Warpage of a face by JEITA ED-7306: the least-squares plane a + b x + c y is subtracted from the heights; the magnitude is the
  /// peak to valley of the remainder.
  ///
  /// Each diagonal of the zone has a sagitta: with the deviation d(s) of its points from the chord through its first and last point
  /// with material, sagitta = max(d) + min(d) [m]. For an arc this is its height, positive when the middle lies higher (+z) than the ends;
  /// for an odd profile (an S) it is zero.
  ///
  /// The terminal side z = 0 faces the board and z points away from it. On either face of the package
  ///   convex  (+): the diagonals rise to the middle, the centre lies away from the board;
  ///   concave (-): they fall to the middle, the centre lies towards the board;
  ///   saddle:      one rises and one falls, both by more than the noise, or both are straight although the face is not flat
  ///                (lobes along x and y). Its sign is the one of the larger sagitta;
  ///   flat:        peak to valley is below rounding; value is then 0.
  /// value = sign * peak to valley.
  ///
  /// @param surface    heights on the grid of the terminal zone [m], at least 2 x 2 points, axes increasing; NaN: no material there
  /// @param ball_pitch [m]; absent: no limit is quoted
  /// Throws std::invalid_argument when the sizes do not agree or the points with material lie on one line.
  /// Source: JEITA ED-7306 (measurement of warpage at elevated temperature); the sign by the sagitta of a diagonal is defined here.
  Warpage measure_warpage(const SurfaceMap &surface, std::optional<double> ball_pitch, const WarpageNoise &noise = {});

  /// Derivative of peak to valley by the heights, at heights after the plane fit (Warpage::map): peak to valley = sum of weight times
  /// height for all heights whose highest and lowest points are the same. Points within `tie` times peak to valley of an extreme share its
  /// weight. The weights include the plane fit: they give zero for a rigid motion.
  std::vector<double> peak_to_valley_weights(const SurfaceMap &without_plane, double tie);

  /// Largest absolute warpage at temperature that JEITA ED-7306 allows for a ball pitch [m], both in m.
  /// There is no interpolation: a pitch between two tabulated ones has the limit of the next smaller (stricter) one, a pitch above
  /// 1.27 mm that of 1.27 mm. Below 0.4 mm the table has no value: absent.
  /// Throws std::invalid_argument unless the pitch is positive and finite.
  /// Source: JEITA ED-7306, table of maximum permissible package warpage.
  std::optional<double> jeita_limit(double ball_pitch);

  /// |value| is within the limit; no answer without a limit.
  std::optional<bool> is_within_limit(const Warpage &warpage);

  /// "convex", "concave", "saddle" or "flat".
  std::string to_string(WarpageShape shape);
} // namespace sagitta::results
