#pragma once

#include <solver/results/results.h>

#include <optional>

namespace sagitta::results
{
  /// The least-squares quadratic of a face, with uncertainties from what it leaves. Theory: docs/theory/warpage.md, Eqs. (6) and (7).
  ///
  /// The residual is not noise: it is smooth, and neighbouring points share it. It counts as one deviation of its root mean square,
  /// whatever the number of points, so that a figure is as uncertain as a deviation of this size could make it.
  ///
  /// @param without_plane heights after the plane fit [m]; NaN: no material
  /// @return nothing when the points do not fix six coefficients
  std::optional<Quadratic> fit_quadratic(const SurfaceMap &without_plane);

  /// Adds what an error of peak to valley [m] means for the figures of a quadratic, docs/theory/warpage.md, Eq. (8).
  void add_error(Quadratic &quadratic, double error);
} // namespace sagitta::results
