#include <materials/cure/kinetics.h>

#include <materials/require.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    void check_constant(const RateConstant &constant, const std::string &name)
    {
      require(constant.factor > 0 && std::isfinite(constant.factor), "the factor of " + name + " must be a positive number of 1/s",
              constant.factor);
      require(constant.energy >= 0 && std::isfinite(constant.energy),
              "the activation energy of " + name + " must be a number of J/mol that is not negative", constant.energy);
    }

    /// Slope of the piecewise linear table at a temperature; at a knot that of the piece above.
    double slope(const TemperatureFunction &function, double temperature)
    {
      const std::vector<double> &knots = function.temperatures();
      if (temperature < knots.front() || temperature >= knots.back())
        return 0;
      const auto i = static_cast<std::size_t>(std::upper_bound(knots.begin(), knots.end(), temperature) - knots.begin());
      return (function.values()[i] - function.values()[i - 1]) / (knots[i] - knots[i - 1]);
    }

    /// The factor of the rate before (1 - x)^n, without x^s.
    CureRate chemical(const SingleStep &step, double x, double temperature)
    {
      const double k = step.constant.value(temperature);
      const double slope_of_log = step.constant.logarithmic_slope(temperature);
      if (starting_exponent(step) > 0 || step.m == 0)
        return {k, 0, k * slope_of_log};
      const double power = std::pow(x, step.m);
      return {k * power, k * step.m * std::pow(x, step.m - 1), k * power * slope_of_log};
    }

    CureRate chemical(const KamalSourour &kinetics, double x, double temperature)
    {
      const double k1 = kinetics.first.value(temperature);
      const double k2 = kinetics.second.value(temperature);
      const double power = std::pow(x, kinetics.m);
      return {k1 + k2 * power, k2 * kinetics.m * std::pow(x, kinetics.m - 1),
              k1 * kinetics.first.logarithmic_slope(temperature) + k2 * power * kinetics.second.logarithmic_slope(temperature)};
    }

    /// The factor between 0 and 1 by which diffusion slows the chemical rate K down.
    struct DiffusionFactor
    {
      double x;
      double temperature;
      CureRate chemical; ///< K with its derivatives

      CureRate operator()(const NoDiffusionControl &) const { return {1, 0, 0}; }

      CureRate operator()(const CriticalCure &control) const
      {
        const double exponent = control.sharpness * (x - control.critical.value(temperature));
        const double factor = 1 / (1 + std::exp(exponent));
        // 1 - factor without cancellation where the factor is close to one.
        const double rest = 1 / (1 + std::exp(-exponent));
        const double by_exponent = -factor * rest;
        return {factor, by_exponent * control.sharpness, -by_exponent * control.sharpness * slope(control.critical, temperature)};
      }

      CureRate operator()(const FreeVolume &control) const
      {
        const double volume = control.expansion * (temperature - control.glass_transition.value(x)) + control.at_transition;
        const double diffusion = volume > 0 ? control.diffusion.value(temperature) * std::exp(-control.b / volume) : 0;
        if (!(diffusion > 0))
          return {0, 0, 0};
        const double by_volume = diffusion * control.b / (volume * volume);
        const double diffusion_by_cure = -by_volume * control.expansion * control.glass_transition.derivative(x);
        const double diffusion_by_temperature =
            diffusion * control.diffusion.logarithmic_slope(temperature) + by_volume * control.expansion;
        const double sum = chemical.value + diffusion;
        return {diffusion / sum, (diffusion_by_cure * chemical.value - diffusion * chemical.by_cure) / (sum * sum),
                (diffusion_by_temperature * chemical.value - diffusion * chemical.by_temperature) / (sum * sum)};
      }
    };

    double final_order(const Reaction &reaction)
    {
      return std::visit([](const auto &r) { return r.n; }, reaction);
    }

    /// x^s times a rate.
    CureRate times_power(const CureRate &rate, double x, double s)
    {
      if (s == 0)
        return rate;
      const double power = std::pow(x, s);
      return {power * rate.value, power * rate.by_cure + s * std::pow(x, s - 1) * rate.value, power * rate.by_temperature};
    }
  } // namespace

  double RateConstant::value(double temperature) const
  {
    return factor * std::exp(-energy / (molar_gas_constant * temperature));
  }

  double RateConstant::logarithmic_slope(double temperature) const
  {
    return energy / (molar_gas_constant * temperature * temperature);
  }

  void CureKinetics::check() const
  {
    if (const auto *single = std::get_if<SingleStep>(&reaction))
      {
        check_constant(single->constant, "the rate constant k");
        require(single->m >= 0 && std::isfinite(single->m), "the order m of x^m must not be negative", single->m);
        require(single->n > 0 && std::isfinite(single->n), "the order n of (1 - x)^n must be positive", single->n);
      }
    else
      {
        const auto &kamal = std::get<KamalSourour>(reaction);
        check_constant(kamal.first, "the rate constant k1");
        check_constant(kamal.second, "the rate constant k2");
        require(kamal.m > 0 && std::isfinite(kamal.m), "the order m of x^m must be positive", kamal.m);
        require(kamal.n > 0 && std::isfinite(kamal.n), "the order n of (1 - x)^n must be positive", kamal.n);
      }
    if (const auto *critical = std::get_if<CriticalCure>(&diffusion))
      require(critical->sharpness > 0 && std::isfinite(critical->sharpness), "the sharpness C of diffusion control must be positive",
              critical->sharpness);
    else if (const auto *volume = std::get_if<FreeVolume>(&diffusion))
      {
        check_constant(volume->diffusion, "the rate constant of diffusion");
        require(volume->b > 0, "the constant b of the free volume must be positive", volume->b);
        require(volume->expansion > 0, "the expansion of the free volume must be a positive number of 1/K", volume->expansion);
        require(volume->at_transition > 0, "the free volume at the glass transition must be positive", volume->at_transition);
        volume->glass_transition.check();
      }
  }

  double starting_exponent(const Reaction &reaction)
  {
    const auto *single = std::get_if<SingleStep>(&reaction);
    return single && single->m > 0 && single->m < 1 ? single->m : 0;
  }

  CureRate regular_cure_rate(const CureKinetics &kinetics, double cure, double temperature)
  {
    const double x = std::clamp(cure, 0., 1.);
    const double n = final_order(kinetics.reaction);
    const double s = starting_exponent(kinetics.reaction);
    const CureRate regular = std::visit([&](const auto &reaction) { return chemical(reaction, x, temperature); }, kinetics.reaction);
    const CureRate factor = std::visit(DiffusionFactor{x, temperature, times_power(regular, x, s)}, kinetics.diffusion);

    const double rest = std::pow(1 - x, n);
    const double rest_by_cure = -n * std::pow(1 - x, n - 1);
    return {regular.value * factor.value * rest,
            (regular.by_cure * factor.value + regular.value * factor.by_cure) * rest + regular.value * factor.value * rest_by_cure,
            (regular.by_temperature * factor.value + regular.value * factor.by_temperature) * rest};
  }

  CureRate cure_rate(const CureKinetics &kinetics, double cure, double temperature)
  {
    return times_power(regular_cure_rate(kinetics, cure, temperature), std::clamp(cure, 0., 1.), starting_exponent(kinetics.reaction));
  }
} // namespace sagitta::materials
