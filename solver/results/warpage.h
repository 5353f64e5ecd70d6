#pragma once

#include <solver/results/results.h>

#include <array>
#include <string>
#include <vector>

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
  ///   W, M:        both diagonals turn twice, bent the same way: the flanks lie below (above) the middle and the corners. Its sign is
  ///                that of the sum of the sagittas, which a small change of the face may turn;
  ///   flat:        peak to valley is below rounding; value is then 0.
  /// value = sign * peak to valley. The sign is certain when the mean sagitta exceeds the residual of the best quadratic, and the quadratic
  /// bows the same way by more than its own uncertainty.
  ///
  /// @param surface    heights on the grid of the terminal zone [m], at least 2 x 2 points, axes increasing; NaN: no material there
  /// Throws std::invalid_argument when the sizes do not agree or the points with material lie on one line.
  /// Source: JEITA ED-7306 (measurement of warpage at elevated temperature); the sign by the sagitta of a diagonal is defined here.
  Warpage measure_warpage(const SurfaceMap &surface, const WarpageNoise &noise = {});

  /// Adds an estimated error of peak to valley [m], of the mesh, to the uncertainties and to what the sign must exceed.
  void add_error(Warpage &warpage, double error);

  /// The change of the distance between two faces, with its extremes. Throws std::invalid_argument when no point has both.
  Gap make_gap(const std::string &name, const std::array<std::string, 2> &faces, double distance, const SurfaceMap &change);

  /// Derivative of peak to valley by the heights, at heights after the plane fit (Warpage::map): peak to valley = sum of weight times
  /// height for all heights whose highest and lowest points are the same. Points within `tie` times peak to valley of an extreme share its
  /// weight. The weights include the plane fit: they give zero for a rigid motion.
  std::vector<double> peak_to_valley_weights(const SurfaceMap &without_plane, double tie);

  /// "convex", "concave", "saddle", "M", "W" or "flat".
  std::string to_string(WarpageShape shape);
} // namespace sagitta::results
