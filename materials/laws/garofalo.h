#pragma once

#include <materials/elasticity.h>
#include <materials/laws/law.h>

namespace sagitta::materials
{
  /// Steady creep by the hyperbolic sine,  dp/dt = A [sinh(alpha q)]^n exp(-Q/(R T)).
  struct GarofaloConstants
  {
    double rate;       ///< A [1/s]
    double multiplier; ///< alpha [1/Pa]
    double exponent;   ///< n [-]
    double activation; ///< Q/R [K]
  };

  /// Refuses constants that are not positive. Throws std::invalid_argument.
  void check_constants(const GarofaloConstants &constants);

  /// Equivalent creep rate [1/s] at an equivalent stress [Pa] and a temperature [K]; infinite where it exceeds the range of the numbers.
  double creep_rate(const GarofaloConstants &constants, double stress, double temperature);

  /// Isotropic elasticity with Garofalo creep, integrated by backward Euler: first order, stable for any step.
  /// State: creep strain (6, engineering shears), accumulated equivalent creep strain. Equations: docs/theory/solder.md.
  struct GarofaloCreep
  {
    IsotropicElasticity elasticity;
    GarofaloConstants constants;

    unsigned state_size() const { return 7; }
    TangentForm tangent_form() const { return TangentForm::radial; }
    void initialise(double temperature, double cure, double *state) const;
    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;
  };
} // namespace sagitta::materials
