#pragma once

#include <solver/results/results.h>

#include <array>
#include <optional>

namespace sagitta::results
{
  /// Bow and twist of a rectangular board, in the terms of IPC-TM-650 2.4.22.
  struct BowTwist
  {
    /// Of the edges along x and along y: the largest distance of an edge from the line through its corners, over its length; the larger one
    /// of the two edges. Positive when the edge lies above the line [-].
    std::array<double, 2> bow;

    /// Distance of a corner from the plane through the three others, over twice the diagonal. Positive when the corners at x_min, y_min and
    /// x_max, y_max lie above the two others [-].
    double twist;

    /// The largest magnitude of the three.
    double largest() const;
  };

  /// Largest bow or twist [-] that IPC-6012 allows a board with components mounted on its surface, and others.
  constexpr double surface_mount_limit = 0.0075, other_board_limit = 0.015;

  /// From heights on the grid of a rectangular zone; a plane under them does not count. Nothing where the corners or a point of the rim has
  /// no material, as on a round face.
  /// Source: IPC-TM-650 2.4.22C (June 1999), 5.1 and 5.2; docs/theory/warpage.md, Eqs. (11) and (12).
  std::optional<BowTwist> find_bow_twist(const SurfaceMap &surface);
} // namespace sagitta::results
