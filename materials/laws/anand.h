#pragma once

#include <materials/elasticity.h>
#include <materials/laws/law.h>

namespace sagitta::materials
{
  /// The nine constants of Anand's law with one internal variable, the deformation resistance s [Pa]:
  ///   dp/dt = A exp(-Q/(R T)) [sinh(xi q/s)]^(1/m)
  ///   ds/dt = h0 |1 - s/s*|^a sign(1 - s/s*) dp/dt,   s* = s^ [(dp/dt)/A exp(Q/(R T))]^n
  /// L. Anand, Int. J. Plasticity 1 (1985) 213; S. B. Brown, K. H. Kim and L. Anand, Int. J. Plasticity 5 (1989) 95.
  struct AnandConstants
  {
    double initial_resistance;  ///< s0 [Pa]
    double activation;          ///< Q/R [K]
    double rate;                ///< A [1/s]
    double stress_multiplier;   ///< xi [-]
    double rate_sensitivity;    ///< m [-]
    double hardening;           ///< h0 [Pa]
    double saturation;          ///< s^ [Pa]
    double saturation_exponent; ///< n [-], >= 0
    double hardening_exponent;  ///< a [-], >= 1
  };

  /// Refuses constants outside of the law's domain. Throws std::invalid_argument.
  void check_constants(const AnandConstants &constants);

  /// Equivalent stress [Pa] that flow at a constant rate [1/s] and temperature [K] ends at:
  ///   q* = s*/xi asinh{[(dp/dt)/A exp(Q/(R T))]^m}.
  double saturation_stress(const AnandConstants &constants, double rate, double temperature);

  /// Isotropic elasticity with Anand viscoplasticity: backward Euler for the flow, the resistance in closed form at the step's mean rate.
  /// First order, stable for any step, exact for steady flow.
  /// State: inelastic strain (6, engineering shears), accumulated equivalent inelastic strain, resistance s [Pa].
  /// Equations: docs/theory/solder.md.
  struct AnandViscoplasticity
  {
    IsotropicElasticity elasticity;
    AnandConstants constants;

    unsigned state_size() const { return 8; }
    TangentForm tangent_form() const { return TangentForm::radial; }
    void initialise(double temperature, double cure, double *state) const;
    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;
  };
} // namespace sagitta::materials
