#pragma once

#include <materials/cure/kinetics.h>

#include <array>

namespace sagitta::materials
{
  /// Duration and temperature of a step; [0] at its start, [1] at its end, temperature linear in between.
  struct CureInterval
  {
    double duration;                   ///< [s], >= 0
    std::array<double, 2> temperature; ///< [K]
  };

  /// The state at the end of a step.
  struct CureAdvance
  {
    double cure;               ///< x1 [-]
    double by_end_temperature; ///< dx1/dT1 [1/K], of the discrete solution; for coupling with conduction
    unsigned substeps;         ///< accepted ones
  };

  /// Integrates dx/dt = f(x, T(t)) over a step of any size by an L-stable singly diagonally implicit Runge-Kutta method of order
  /// four with error control. For 0 < m < 1 of a single step it integrates y = x^(1-m), whose solution from x = 0 is not zero.
  /// @param cure      x at the start [-], 0 <= x <= 1
  /// @param tolerance error allowed per substep, relative to x + 1e-6
  /// Throws std::invalid_argument for a value outside the domain, and where the reaction could never start (m >= 1 from x = 0);
  /// std::runtime_error when the error cannot be controlled.
  /// Source: docs/theory/cure.md, Eqs. (6) to (9); Hairer and Wanner, Solving Ordinary Differential Equations II, Table IV.6.5.
  CureAdvance advance_cure(const CureKinetics &kinetics, double cure, const CureInterval &interval, double tolerance = 1e-9);
} // namespace sagitta::materials
