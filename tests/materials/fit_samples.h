#pragma once

#include <tests/materials/fit_checks.h>

#include <materials/fit/cure_fit.h>
#include <materials/fit/modulus_curve.h>
#include <materials/fit/uniaxial.h>
#include <materials/laws/anand.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <utility>
#include <vector>

// Materials as their formulas are printed, measured with noise: what the fits are to find again. Nothing here calls the laws.
namespace sagitta::tests
{
  using materials::AnandConstants;
  using materials::CalorimetryRun;
  using materials::ModulusCurve;
  using materials::ModulusKind;
  using materials::ModulusPoint;
  using materials::StressStrainCurve;

  constexpr double pi = 3.14159265358979323846, gas = 8.31446261815324, celsius = 273.15;

  /// A compound as its own formulas give it: 60 Maxwell elements from 1e-12 to 100 s with weights of a skewed bell, glassy 20 GPa, rubbery
  /// 0.8 GPa; WLF above and Arrhenius below 150 degC.
  struct Compound
  {
    static constexpr std::size_t number = 60;
    std::array<double, number> time, weight;
    double rubbery = 0.8e9;
    double c1 = 25, c2 = 80, energy = 3e5, reference = 423.15;

    Compound()
    {
      double sum = 0;
      for (std::size_t i = 0; i < number; ++i)
        {
          time[i] = std::pow(10., -12 + 14. * static_cast<double>(i) / (number - 1));
          const double z = (std::log10(time[i]) + 3.5) / 2.6;
          weight[i] = std::exp(-z * z) * (1 + 0.8 * std::tanh(z));
          sum += weight[i];
        }
      for (double &one : weight)
        one *= (20e9 - rubbery) / sum;
    }

    double log_shift(double temperature) const
    {
      if (temperature >= reference)
        return -std::log(10.) * c1 * (temperature - reference) / (c2 + temperature - reference);
      return energy / gas * (1 / temperature - 1 / reference);
    }

    /// E* at a frequency [Hz].
    std::complex<double> dynamic(double frequency, double temperature) const
    {
      const double omega = 2 * pi * frequency * std::exp(log_shift(temperature));
      std::complex<double> sum = rubbery;
      for (std::size_t i = 0; i < number; ++i)
        sum += weight[i] * std::complex<double>(0, omega * time[i]) / std::complex<double>(1, omega * time[i]);
      return sum;
    }

    double relaxation(double t) const
    {
      double sum = rubbery;
      for (std::size_t i = 0; i < number; ++i)
        sum += weight[i] * std::exp(-t / time[i]);
      return sum;
    }
  };

  struct Sweep
  {
    double first, step; ///< [K]
    int temperatures, frequencies;
    double noise = 0, loss_noise = 0; ///< relative; of the loss at least of 0.001 of the storage modulus
  };

  /// Frequencies from 0.1 to 100 Hz.
  inline std::vector<ModulusCurve> measure(const Compound &compound, const Sweep &sweep, unsigned seed)
  {
    Noise noise(seed);
    std::vector<ModulusCurve> curves;
    for (int k = 0; k < sweep.temperatures; ++k)
      {
        ModulusCurve curve{sweep.first + k * sweep.step, {}};
        for (int j = 0; j < sweep.frequencies; ++j)
          {
            const double frequency = 0.1 * std::pow(1000., j / (sweep.frequencies - 1.)), time = 1 / (2 * pi * frequency);
            const std::complex<double> e = compound.dynamic(frequency, curve.temperature);
            curve.points.push_back({ModulusKind::storage, time, e.real() * (1 + sweep.noise * noise())});
            curve.points.push_back({ModulusKind::loss, time, e.imag() + sweep.loss_noise * noise() * std::max(e.imag(), 1e-3 * e.real())});
          }
        curves.push_back(curve);
      }
    return curves;
  }

  /// A resin by its differential equation as it is printed, with the classical Runge-Kutta rule in steps so short that its error is
  /// negligible.
  struct Resin
  {
    std::function<double(double x, double temperature)> rate;
    double heat = 250e3;
    double initial = 1e-3;

    struct Programme
    {
      double from;     ///< [degC]
      double heating;  ///< [K/min]
      double duration; ///< [s]
      int points;
    };

    CalorimetryRun run(const Programme &programme, double noise, Noise &deviate) const
    {
      CalorimetryRun result;
      const auto temperature = [&](double t) { return celsius + programme.from + programme.heating / 60 * t; };
      double x = initial, largest = 0;
      constexpr int substeps = 100;
      const double interval = programme.duration / (programme.points - 1), h = interval / substeps;
      for (int i = 0; i < programme.points; ++i)
        {
          const double t = i * interval;
          result.time.push_back(t);
          result.temperature.push_back(temperature(t));
          result.heat_flow.push_back(heat * rate(x, temperature(t)));
          largest = std::max(largest, result.heat_flow.back());
          for (int j = 0; j < substeps; ++j)
            {
              const double at = t + j * h;
              const double a = rate(x, temperature(at)), b = rate(x + 0.5 * h * a, temperature(at + 0.5 * h)),
                           c = rate(x + 0.5 * h * b, temperature(at + 0.5 * h)), d = rate(x + h * c, temperature(at + h));
              x = std::min(x + h / 6 * (a + 2 * b + 2 * c + d), 1.);
            }
        }
      for (double &flow : result.heat_flow)
        flow += noise * largest * deviate();
      return result;
    }

    /// Ramps of 5, 10 and 20 K/min to 260 degC.
    std::vector<CalorimetryRun> ramps(double noise, unsigned seed, int points = 60) const
    {
      Noise deviate(seed);
      std::vector<CalorimetryRun> runs;
      for (const double heating : {5., 10., 20.})
        runs.push_back(run({30, heating, 230 * 60 / heating, points}, noise, deviate));
      return runs;
    }
  };

  inline double arrhenius(double factor, double energy, double temperature)
  {
    return factor * std::exp(-energy / (gas * temperature));
  }

  inline Resin kamal_resin()
  {
    return {[](double x, double t) {
      return (arrhenius(2e5, 75e3, t) + arrhenius(4e5, 65e3, t) * std::pow(x, 0.8)) * std::pow(std::max(1 - x, 0.), 1.4);
    }};
  }

  /// SAC305 after Motalab: the two differential equations as they are printed, in a bar, by the classical Runge-Kutta rule.
  inline const AnandConstants solder = {21e6, 9320, 3501, 4, 0.25, 180e9, 30.2e6, 0.01, 1.78};

  inline StressStrainCurve solder_curve(double temperature, double rate, double noise, Noise &deviate)
  {
    constexpr int points = 24, substeps = 2000;
    constexpr double end = 0.02, young = 48e9;
    const AnandConstants &c = solder;
    const double boltzmann = std::exp(-c.activation / temperature);
    double stress = 0, s = c.initial_resistance;
    const auto slopes = [&](double q, double r) {
      const double flow = c.rate * boltzmann * std::pow(std::sinh(c.stress_multiplier * q / r), 1 / c.rate_sensitivity);
      const double star = flow > 0 ? c.saturation * std::pow(flow / (c.rate * boltzmann), c.saturation_exponent) : 2 * r;
      const double grow = c.hardening * std::pow(std::abs(1 - r / star), c.hardening_exponent) * (r < star ? 1 : -1) * flow;
      return std::pair<double, double>(young * (rate - flow), grow);
    };
    StressStrainCurve result{temperature, rate, {}, {}};
    for (int i = 1; i <= points; ++i)
      {
        const double h = end / points / rate / substeps;
        for (int j = 0; j < substeps; ++j)
          {
            const auto [a, a2] = slopes(stress, s);
            const auto [b, b2] = slopes(stress + 0.5 * h * a, s + 0.5 * h * a2);
            const auto [d, d2] = slopes(stress + 0.5 * h * b, s + 0.5 * h * b2);
            const auto [e, e2] = slopes(stress + h * d, s + h * d2);
            stress += h / 6 * (a + 2 * b + 2 * d + e);
            s += h / 6 * (a2 + 2 * b2 + 2 * d2 + e2);
          }
        result.strain.push_back(end * i / points);
        result.stress.push_back(stress + noise * deviate());
      }
    return result;
  }

} // namespace sagitta::tests
