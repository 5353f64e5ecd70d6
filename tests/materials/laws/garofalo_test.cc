#include <tests/materials/point_checks.h>
#include <tests/refusal.h>

#include <materials/laws/garofalo.h>

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    using materials::GarofaloConstants;
    using materials::GarofaloCreep;
    using materials::TemperatureFunction;

    constexpr double young = 40e9, poisson = 0.36, shear = young / (2 * (1 + poisson));

    /// Constants of the size of lead-free solder.
    GarofaloCreep law(double exponent = 6.41)
    {
      return {{TemperatureFunction(young), TemperatureFunction(poisson)}, {277984, 0.02447e-6, exponent, 6500}};
    }

    double rate_as_printed(const GarofaloConstants &c, double stress, double temperature)
    {
      return c.rate * std::pow(std::sinh(c.multiplier * stress), c.exponent) * std::exp(-c.activation / temperature);
    }

    TEST(Garofalo, CreepRateIsTheFormula)
    {
      for (const double stress : {1e3, 1e6, 3e7, 1e8})
        for (const double temperature : {298.15, 398.15})
          EXPECT_NEAR(creep_rate(law().constants, stress, temperature) / rate_as_printed(law().constants, stress, temperature), 1, 1e-12);
      EXPECT_EQ(creep_rate(law().constants, 0, 300), 0);
    }

    TEST(Garofalo, SteadyFlowHasTheStressWhoseCreepRateIsTheStrainRate)
    {
      const GarofaloCreep creep = law();
      for (const double temperature : {253.15, 298.15, 398.15})
        for (const double rate : {1e-8, 1e-5, 1e-2})
          {
            Point<GarofaloCreep> point(creep, temperature);
            double stress = 0;
            for (unsigned i = 1; i <= 20; ++i)
              stress = von_mises(point.go(isochoric(0.01 * i), 0.01 / rate).stress);
            EXPECT_NEAR(rate_as_printed(creep.constants, stress, temperature) / rate, 1, 1e-9);
          }
    }

    TEST(Garofalo, RelaxationWithExponentOneFollowsTheClosedFormAtFirstOrder)
    {
      // dq/dt = -3 G A' sinh(alpha q)  =>  tanh(alpha q/2) = tanh(alpha q0/2) exp(-3 G A' alpha t)
      const GarofaloCreep creep = law(1);
      const double temperature = 298.15, strain = 1e-3, alpha = creep.constants.multiplier;
      const double speed = 3 * shear * creep.constants.rate * std::exp(-creep.constants.activation / temperature) * alpha;
      const double end = 1 / speed, start = 3 * shear * strain;
      const double exact = 2 / alpha * std::atanh(std::tanh(alpha * start / 2) * std::exp(-1.));
      const auto relaxed = [&](unsigned steps) {
        Point<GarofaloCreep> point(creep, temperature);
        point.go(isochoric(strain), 1e-9 * end);
        double stress = 0;
        for (unsigned i = 0; i < steps; ++i)
          stress = von_mises(point.go(isochoric(strain), end / steps).stress);
        return stress;
      };
      EXPECT_NEAR(relaxed(1000) / exact, 1, 1e-3); // first order: about 0.5/1000 of the change
      EXPECT_NEAR((relaxed(1000) - exact) / (relaxed(2000) - exact), 2, 0.01);
    }

    TEST(Garofalo, RelaxationFollowsTheEquationIntegratedWithHighAccuracy)
    {
      const GarofaloCreep creep = law();
      const double temperature = 373.15, strain = 5e-4, duration = 1e4;
      // ln t as the variable: the stress falls over many decades of time. Runge-Kutta, 20000 steps, 1e-10.
      long double q = 3 * shear * strain;
      const double first = 1e-6;
      const unsigned count = 20000;
      const long double h = std::log(static_cast<long double>(duration) / first) / count;
      const auto slope = [&](long double log_time, long double stress) {
        return -3 * shear * static_cast<long double>(creep.constants.rate) *
               std::pow(std::sinh(creep.constants.multiplier * stress), static_cast<long double>(creep.constants.exponent)) *
               std::exp(-static_cast<long double>(creep.constants.activation) / temperature) * std::exp(log_time);
      };
      long double log_time = std::log(static_cast<long double>(first));
      for (unsigned i = 0; i < count; ++i)
        {
          const long double a = slope(log_time, q), b = slope(log_time + h / 2, q + h / 2 * a), c = slope(log_time + h / 2, q + h / 2 * b),
                            d = slope(log_time + h, q + h * c);
          q += h / 6 * (a + 2 * b + 2 * c + d);
          log_time += h;
        }
      Point<GarofaloCreep> point(creep, temperature);
      point.go(isochoric(strain), first);
      double stress = 0;
      const unsigned steps = 4000;
      for (unsigned i = 0; i < steps; ++i)
        {
          const double from = first * std::pow(duration / first, double(i) / steps);
          stress = von_mises(point.go(isochoric(strain), first * std::pow(duration / first, double(i + 1) / steps) - from).stress);
        }
      EXPECT_NEAR(stress / static_cast<double>(q), 1, 1e-3);
    }

    TEST(Garofalo, TangentEqualsFiniteDifferencesOnRandomPaths)
    {
      const GarofaloCreep creep{{TemperatureFunction({233.15, 398.15}, {57.4e9, 30.0e9}), TemperatureFunction({250, 400}, {0.35, 0.42})},
                                law().constants};
      for (unsigned seed = 0; seed < 40; ++seed)
        {
          RandomSteps random(seed);
          Point<GarofaloCreep> point(creep);
          for (unsigned i = 0; i < 20; ++i)
            {
              const Voigt strain = random.strain_from(point.strain, 1e-5, 1e-2);
              const double duration = random.duration(), temperature = random.temperature();
              ASSERT_LT(tangent_error(creep, point.step_to(strain, duration, temperature), point.state), 1e-6) << seed << " " << i;
              point.go(strain, duration, temperature);
            }
        }
    }

    TEST(Garofalo, IsRobustAndObjective)
    {
      expect_robust_on_random_paths(law(), 200, 50);
      for (unsigned seed = 0; seed < 20; ++seed)
        EXPECT_LT(objectivity_error(law(), seed), 1e-9);
    }

    TEST(Garofalo, IsStableForHugeSteps)
    {
      const GarofaloCreep creep = law();
      for (const double strain : {1e-12, 0.1, 10., 1e6})
        for (const double duration : {1e-12, 1., 1e6, 1e12})
          for (const double temperature : {1., 77., 400., 3000.})
            {
              Point<GarofaloCreep> point(creep, temperature);
              const PointResponse response = point.go(isochoric(strain), duration);
              EXPECT_GE(response.dissipation, 0);
              EXPECT_LE(von_mises(response.stress), 3 * shear * strain * (1 + 1e-12));
            }
    }

    TEST(Garofalo, RefusesWrongConstantsWithAMessage)
    {
      const std::vector<std::pair<std::string, std::function<void(GarofaloConstants &)>>> mistakes = {
          {"rate factor A", [](GarofaloConstants &c) { c.rate = -1; }},
          {"multiplier alpha", [](GarofaloConstants &c) { c.multiplier = 0; }},
          {"exponent n", [](GarofaloConstants &c) { c.exponent = 0; }},
          {"activation temperature", [](GarofaloConstants &c) { c.activation = 0; }}};
      EXPECT_NO_THROW(check_constants(law().constants));
      for (const auto &[word, spoil] : mistakes)
        {
          GarofaloConstants wrong = law().constants;
          spoil(wrong);
          const std::string said = refusal([&] { check_constants(wrong); });
          EXPECT_NE(said.find(word), std::string::npos) << word << ": " << said;
        }
    }
  } // namespace
} // namespace sagitta::tests
