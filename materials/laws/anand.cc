#include <materials/laws/anand.h>

#include <materials/laws/positive.h>
#include <materials/laws/radial_return.h>

#include <algorithm>
#include <cmath>

namespace sagitta::materials
{
  namespace
  {
    /// Resistance [Pa] at the end of a step and its derivative by ln(dp).
    struct Resistance
    {
      double value;
      double derivative;
    };

    /// The evolution of s at the mean rate of the step, solved exactly: with y = |1 - s/s*| it reads dy/dp = -(h0/s*) y^a, so that
    ///   y1 = y0 B^(-1/(a-1)),  B = 1 + (a-1) (h0 dp/s*) y0^(a-1)      (a -> 1: y1 = y0 exp(-h0 dp/s*)),
    /// and s1 lies between s0 and s* for any dp.
    Resistance resistance(const AnandConstants &c, double old, double log_strain, double log_rate)
    {
      const double saturation = c.saturation * bounded_exp(c.saturation_exponent * log_rate);
      const double sign = old <= saturation ? 1 : -1;
      const double before = sign * (1 - old / saturation);
      const double excess = c.hardening_exponent - 1;
      const double drive = c.hardening / saturation * bounded_exp(log_strain) * std::pow(before, excess);
      const double base = 1 + excess * drive;
      if (!(before > 0) || !std::isfinite(base))
        return {saturation, c.saturation_exponent * saturation};
      const double ratio = std::exp(excess * drive < 1e-9 ? -drive : -std::log1p(excess * drive) / excess); // y1/y0
      const double before_slope = sign * c.saturation_exponent * old / saturation;
      const double after_slope = ratio / base * (before_slope - (1 - c.saturation_exponent) * drive * before);
      const double value = saturation * (1 - sign * ratio * before);
      return {value, c.saturation_exponent * value - sign * saturation * after_slope};
    }
  } // namespace

  void check_constants(const AnandConstants &constants)
  {
    require_positive(constants.initial_resistance, "the initial resistance s0 of Anand's law");
    require_positive(constants.activation, "the activation temperature Q/R of Anand's law");
    require_positive(constants.rate, "the rate factor A of Anand's law");
    require_positive(constants.stress_multiplier, "the stress multiplier xi of Anand's law");
    require_positive(constants.rate_sensitivity, "the rate sensitivity m of Anand's law");
    require_positive(constants.hardening, "the hardening constant h0 of Anand's law");
    require_positive(constants.saturation, "the saturation coefficient s^ of Anand's law");
    if (!(constants.saturation_exponent >= 0) || !std::isfinite(constants.saturation_exponent))
      throw std::invalid_argument("the exponent n of the saturation in Anand's law is " + std::to_string(constants.saturation_exponent) +
                                  "; it must not be negative");
    if (!(constants.hardening_exponent >= 1) || !std::isfinite(constants.hardening_exponent))
      throw std::invalid_argument("the exponent a of the hardening in Anand's law is " + std::to_string(constants.hardening_exponent) +
                                  "; it must be at least 1");
  }

  double saturation_stress(const AnandConstants &constants, double rate, double temperature)
  {
    const double log_rate = std::log(rate) - std::log(constants.rate) + constants.activation / temperature;
    return constants.saturation * bounded_exp(constants.saturation_exponent * log_rate) / constants.stress_multiplier *
           asinh_exp(constants.rate_sensitivity * log_rate).value;
  }

  void AnandViscoplasticity::initialise(double, double, double *state) const
  {
    std::fill_n(state, state_size(), 0.);
    state[7] = constants.initial_resistance;
  }

  PointResponse AnandViscoplasticity::advance(const PointStep &step, const double *old_state, double *new_state) const
  {
    check_step(step);
    const double temperature = step.temperature[1];
    const Trial trial = elastic_trial(step, isotropic_moduli(elasticity, temperature), old_state);

    // The flow rule solved for the stress: q = s1(dp)/xi asinh(Z^m) with Z = dp/(dt A) exp(Q/(R T)), all by logarithms.
    const double log_unit = constants.activation / temperature - std::log(constants.rate) - std::log(step.duration);
    const double m = constants.rate_sensitivity;
    const Flow flow = viscous_flow(trial, [&](double log_strain) {
      const double log_rate = log_strain + log_unit;
      const Resistance s = resistance(constants, old_state[7], log_strain, log_rate);
      const Slope inverse = asinh_exp(m * log_rate);
      return Slope{s.value * inverse.value / constants.stress_multiplier,
                   (s.derivative * inverse.value + s.value * m * inverse.derivative) / constants.stress_multiplier};
    });
    const PointResponse response = radial_response(trial, flow, old_state, new_state);
    new_state[6] = old_state[6] + flow.strain;
    new_state[7] = old_state[7];
    if (flow.strain > 0)
      {
        const double log_strain = std::log(flow.strain);
        new_state[7] = resistance(constants, old_state[7], log_strain, log_strain + log_unit).value;
      }
    check_response(response, new_state, state_size());
    return response;
  }
} // namespace sagitta::materials
