#pragma once

#include <materials/laws/voigt.h>
#include <materials/material.h>

#include <array>

namespace sagitta::materials
{
  // The free strain of a point: what it would have without stress. All that computes a mechanical strain, in a mesh and at a point, takes
  // it from here. Source: docs/theory/materials.md and docs/theory/history.md, Eq. (3).

  /// What a step adds to the thermal strain [-] per axis because the glass transition of CTE1/CTE2 moves with the cure, by Tg(x) - Tg(1) of
  /// the card; zero without either of them. Temperatures [K] and degrees of cure at the two ends of the step.
  std::array<double, 3> strain_of_moved_transition(const Material &material, const std::array<double, 2> &temperature,
                                                   const std::array<double, 2> &cure);

  /// Does the material have CTE1/CTE2 about a glass transition that moves with the cure?
  bool has_moving_expansion(const Material &material);

  /// Free strain by cure [-] per axis: shrinkage from one degree of cure to another, and the sum of strain_of_moved_transition() over the
  /// steps between them.
  std::array<double, 3> cure_strain(const Material &material, const std::array<double, 2> &cure,
                                    const std::array<double, 3> &moved_transition);

  /// Free strain [-] per axis of the material: thermal expansion from the stress-free temperature to another [K], and the free strain by
  /// cure. Throws std::invalid_argument when the card gives no expansion and the temperatures differ.
  std::array<double, 3> free_strain(const Material &material, const std::array<double, 2> &temperature,
                                    const std::array<double, 3> &cure_strain);

  /// Free strain [-] per axis of the material that gives a film the stresses `stress` [Pa] along x and y of the plan when its in-plane
  /// strain and its stress along z are zero: - S (sx, sy, 0), S the compliance at `temperature` [K].
  /// `is_turned`: the material's x lies along y of the plan, or against it.
  std::array<double, 3> film_strain(const Elasticity &elasticity, double temperature, const std::array<double, 2> &stress, bool is_turned);

  /// Total strain less free strain.
  inline Voigt mechanical_strain(const Voigt &total, const std::array<double, 3> &free)
  {
    return {{total[0] - free[0], total[1] - free[1], total[2] - free[2], total[3], total[4], total[5]}};
  }
} // namespace sagitta::materials
