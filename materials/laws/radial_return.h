#pragma once

#include <materials/isotropic_moduli.h>
#include <materials/laws/bracketed_root.h>
#include <materials/laws/law.h>

#include <algorithm>
#include <cmath>

namespace sagitta::materials
{
  /// Refuses isotropic constants that are not stable at any temperature of their tables. Throws std::invalid_argument.
  void check_constants(const IsotropicElasticity &elasticity);

  /// sqrt(3/2 s:s) of a stress deviator in tensor components.
  double equivalent(const Voigt &deviator);

  /// The elastic response to a step, before the inelastic strain of the step is subtracted.
  struct Trial
  {
    IsotropicModuli moduli; ///< at the end of the step
    double mean;            ///< mean stress [Pa]: inelastic strain has no volume
    Voigt deviator;         ///< [Pa]
    double equivalent;      ///< von Mises stress [Pa]
  };

  /// s = 3 K tr(e)/3 I + 2 G dev(e - e_in), e_in the inelastic strain (engineering shears) at the start of the step.
  Trial elastic_trial(const PointStep &step, const IsotropicModuli &moduli, const double *inelastic_strain);

  /// How far an inelastic law flows in a step, and how the equivalent stress then follows the trial one.
  struct Flow
  {
    double strain; ///< increment of equivalent inelastic strain [-]
    double stress; ///< equivalent stress at the end of the step [Pa]
    double ratio;  ///< d(equivalent stress)/d(equivalent trial stress) [-]
  };

  /// Stress and consistent tangent of a flow along the trial deviator,
  ///   N = s_tr/q_tr,  s = q N,  de_in = 3/2 dp N;
  /// writes the inelastic strain to new_inelastic_strain. Source: docs/theory/plasticity.md, Eqs. (5) to (8).
  /// Throws std::runtime_error when the stress is not finite.
  PointResponse radial_response(const Trial &trial, const Flow &flow, const double *old_inelastic_strain, double *new_inelastic_strain);

  /// Throws std::runtime_error when a response or the state is not finite.
  void check_response(const PointResponse &response, const double *state, unsigned state_size);

  /// Solves q_tr - 3 G dp = stress(dp) for a law that flows at any stress. The unknown is ln(dp), so that a flow of 1e-100 is as
  /// well resolved as one of 0.1; flows below e^-460 (about 1e-200) of the elastic strain count as none.
  /// @param stress ln(dp) -> Slope of the equivalent stress [Pa] that drives the flow, positive
  template <typename Stress>
  Flow viscous_flow(const Trial &trial, const Stress &stress)
  {
    Flow flow{0, trial.equivalent, 1};
    if (!(trial.equivalent > 0))
      return flow;
    const double stiffness = 3 * trial.moduli.shear;
    const auto residual = [&](double logarithm) {
      const Slope drive = stress(logarithm);
      const double elastic = stiffness * std::exp(logarithm);
      return Slope{trial.equivalent - elastic - drive.value, -elastic - drive.derivative};
    };
    const double high = std::log(trial.equivalent) - std::log(stiffness), low = high - 460;
    if (residual(low).value <= 0)
      return flow;
    const double root = bracketed_root(residual, low, high, high);
    flow.strain = std::min(std::exp(root), trial.equivalent / stiffness);
    const Slope drive = stress(root);
    flow.stress = drive.value; // not as q_tr - 3 G dp: a large step would lose its digits
    const double hardening = drive.derivative / flow.strain;
    // Softening as fast as the elastic unloading would be a vertical tangent; the bracket leaves only this limit of it.
    flow.ratio = std::isfinite(hardening) ? hardening / std::max(stiffness + hardening, 1e-8 * stiffness) : 1;
    return flow;
  }

  /// exp with its exponent kept within +-700, so that it neither overflows nor vanishes.
  inline double bounded_exp(double exponent)
  {
    return std::exp(std::max(-700., std::min(700., exponent)));
  }

  /// asinh(exp(y)) for any y, and its derivative exp(y)/sqrt(1 + exp(2 y)).
  inline Slope asinh_exp(double y)
  {
    constexpr double ln_2 = 0.693147180559945309417;
    if (y > 30)
      return {y + ln_2, 1}; // the next term, exp(-2 y)/4, is below rounding
    const double e = bounded_exp(y);
    return {std::asinh(e), e / std::sqrt(1 + e * e)};
  }
} // namespace sagitta::materials
