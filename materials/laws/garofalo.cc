#include <materials/laws/garofalo.h>

#include <materials/laws/positive.h>
#include <materials/laws/radial_return.h>

#include <algorithm>
#include <cmath>

namespace sagitta::materials
{
  void check_constants(const GarofaloConstants &constants)
  {
    require_positive(constants.rate, "the rate factor A of Garofalo creep");
    require_positive(constants.multiplier, "the stress multiplier alpha of Garofalo creep");
    require_positive(constants.exponent, "the exponent n of Garofalo creep");
    require_positive(constants.activation, "the activation temperature Q/R of Garofalo creep");
  }

  double creep_rate(const GarofaloConstants &constants, double stress, double temperature)
  {
    if (stress == 0)
      return 0;
    const double x = constants.multiplier * std::abs(stress);
    // ln sinh x without overflow: x - ln 2 + ln(1 - exp(-2 x))
    const double log_sinh = x + std::log(-std::expm1(-2 * x)) - std::log(2.);
    return std::exp(std::log(constants.rate) + constants.exponent * log_sinh - constants.activation / temperature);
  }

  void GarofaloCreep::initialise(double, double, double *state) const
  {
    std::fill_n(state, state_size(), 0.);
  }

  PointResponse GarofaloCreep::advance(const PointStep &step, const double *old_state, double *new_state) const
  {
    check_step(step);
    const double temperature = step.temperature[1];
    const Trial trial = elastic_trial(step, isotropic_moduli(elasticity, temperature), old_state);

    // The flow rule solved for the stress: q = asinh(Z^(1/n))/alpha with Z = dp/(dt A) exp(Q/(R T)), all by logarithms.
    const double log_unit = constants.activation / temperature - std::log(constants.rate) - std::log(step.duration);
    const Flow flow = viscous_flow(trial, [&](double log_strain) {
      const Slope inverse = asinh_exp((log_strain + log_unit) / constants.exponent);
      return Slope{inverse.value / constants.multiplier, inverse.derivative / (constants.exponent * constants.multiplier)};
    });
    const PointResponse response = radial_response(trial, flow, old_state, new_state);
    new_state[6] = old_state[6] + flow.strain;
    check_response(response, new_state, state_size());
    return response;
  }
} // namespace sagitta::materials
