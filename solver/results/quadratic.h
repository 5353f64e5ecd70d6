#pragma once

#include <solver/results/results.h>

#include <optional>
#include <vector>

namespace sagitta::results
{
  /// The least-squares quadratic of a face, with uncertainties from its residual. Theory: docs/theory/warpage.md, Eqs. (6) and (7).
  ///
  /// The residual is not noise: it is smooth and correlated between neighbours. It counts as one deviation of its root mean square,
  /// whatever the number of points, so that a figure is as uncertain as a deviation of this size could make it.
  ///
  /// @param without_plane heights after the plane fit [m]; NaN: no material
  /// @return nothing when the points do not fix six coefficients
  std::optional<Quadratic> fit_quadratic(const SurfaceMap &without_plane);

  /// A figure of a quadratic that is linear in the heights.
  enum class QuadraticFigure
  {
    kx,
    ky,
    kxy,
    bow_1, ///< along the diagonal on which x and y rise together, as far from the middle as the farthest point with material
    bow_2,
    mean_bow
  };

  /// The weights by which a figure is a sum over the heights of a map, ordered like SurfaceMap::heights; zero where there is no material.
  /// They give zero for a rigid motion. Nothing when the points do not fix six coefficients.
  std::optional<std::vector<double>> quadratic_weights(const SurfaceMap &map, QuadraticFigure figure);

  /// Adds the effect of an error of peak to valley [m] on the figures of the quadratic of this map, docs/theory/warpage.md, Eq. (8).
  void add_error(Quadratic &quadratic, const SurfaceMap &map, double error);
} // namespace sagitta::results
