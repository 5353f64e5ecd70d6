#include <tests/materials/point_checks.h>
#include <tests/refusal.h>

#include <materials/laws/plasticity.h>
#include <materials/laws/radial_return.h>

#include <gtest/gtest.h>

#include <string>

namespace sagitta::tests
{
  namespace
  {
    using materials::BackStress;
    using materials::LinearHardening;
    using materials::PlasticConstants;
    using materials::Plasticity;
    using materials::TableHardening;
    using materials::TemperatureFunction;
    using materials::VoceHardening;

    constexpr double young = 110e9, poisson = 0.34, shear = young / (2 * (1 + poisson));
    const materials::IsotropicElasticity copper{TemperatureFunction(young), TemperatureFunction(poisson)};

    TemperatureFunction constant(double value)
    {
      return TemperatureFunction(value);
    }

    /// Falls from 1 at 220 K to 0.4 at 450 K.
    TemperatureFunction softening(double value)
    {
      return TemperatureFunction({220, 450}, {value, 0.4 * value});
    }

    Plasticity linear(double modulus = 2e9)
    {
      return {copper, {LinearHardening{constant(150e6), constant(modulus)}, {}}};
    }

    /// Everything at once: temperature-dependent moduli, Voce hardening, two back-stresses that fade and one that does not.
    Plasticity full()
    {
      return {{softening(young), TemperatureFunction({250, 400}, {0.3, 0.36})},
              {VoceHardening{softening(100e6), softening(60e6), constant(12)},
               {{softening(80e9), constant(1500)}, {softening(10e9), softening(120)}, {constant(1e9), constant(0)}}}};
    }

    Plasticity table()
    {
      return {copper,
              {TableHardening{{0, 0.002, 0.01, 0.1}, {softening(100e6), softening(150e6), softening(200e6), softening(260e6)}},
               {{constant(20e9), constant(300)}}}};
    }

    TEST(Plasticity, LinearHardeningHasItsClosedFormInAnyNumberOfSteps)
    {
      const double y = 150e6, modulus = 2e9, strain = 0.03;
      for (const unsigned steps : {1u, 7u, 1000u})
        {
          const Plasticity law = linear(modulus);
          Point<Plasticity> point(law);
          PointResponse response{};
          for (unsigned i = 1; i <= steps; ++i)
            response = point.go(isochoric(strain * i / steps), 1);
          const double p = (3 * shear * strain - y) / (3 * shear + modulus);
          EXPECT_NEAR(point.state[6], p, 1e-12);
          EXPECT_NEAR(von_mises(response.stress), y + modulus * p, 1e-9 * y);
        }
    }

    TEST(Plasticity, PerfectPlasticityStaysAtTheYieldStress)
    {
      const Plasticity law = linear(0);
      for (const double strain : {0.01, 0.1, 100.})
        EXPECT_NEAR(von_mises(Point<Plasticity>(law).go(isochoric(strain), 1).stress), 150e6, 1);
    }

    TEST(Plasticity, VoceHardeningHasItsClosedFormInAnyNumberOfSteps)
    {
      const double y = 100e6, range = 80e6, rate = 20;
      const Plasticity law{copper, {VoceHardening{constant(y), constant(range), constant(rate)}, {}}};
      for (const unsigned steps : {1u, 100u})
        {
          Point<Plasticity> point(law);
          PointResponse response{};
          for (unsigned i = 1; i <= steps; ++i)
            response = point.go(isochoric(0.05 * i / steps), 1);
          const double p = point.state[6];
          EXPECT_NEAR(von_mises(response.stress), y + range * (1 - std::exp(-rate * p)), 1);
          EXPECT_NEAR(von_mises(response.stress), 3 * shear * (0.05 - p), 1);
        }
    }

    TEST(Plasticity, ATableIsFollowedBetweenItsPoints)
    {
      const Plasticity law{copper, {TableHardening{{0, 0.01, 0.1}, {constant(100e6), constant(160e6), constant(200e6)}}, {}}};
      for (const auto &[p, stress] : std::vector<std::pair<double, double>>{{0.005, 130e6}, {0.01, 160e6}, {0.055, 180e6}, {0.2, 200e6}})
        {
          Point<Plasticity> point(law);
          EXPECT_NEAR(von_mises(point.go(isochoric(p + stress / (3 * shear)), 1).stress), stress, 1);
          EXPECT_NEAR(point.state[6], p, 1e-12);
        }
    }

    TEST(Plasticity, ArmstrongFrederickUnderMonotonicFlowFollowsItsExponentialAtFirstOrder)
    {
      const double y = 100e6, c = 30e9, gamma = 400, strain = 0.01;
      const Plasticity law{copper, {LinearHardening{constant(y), constant(0)}, {{constant(c), constant(gamma)}}}};
      const auto error = [&](unsigned steps) {
        Point<Plasticity> point(law);
        PointResponse response{};
        for (unsigned i = 1; i <= steps; ++i)
          response = point.go(isochoric(strain * i / steps), 1);
        return von_mises(response.stress) - (y + c / gamma * (1 - std::exp(-gamma * point.state[6])));
      };
      EXPECT_NEAR(error(1000) / y, 0, 1e-3);
      EXPECT_NEAR(error(1000) / error(2000), 2, 0.05);
    }

    TEST(Plasticity, ArmstrongFrederickCyclesSaturateAtTheHyperbolicTangent)
    {
      // Stable loop: stress amplitude y + C/gamma tanh(gamma e_p), e_p the amplitude of plastic strain.
      const double y = 100e6, c = 30e9, gamma = 400, amplitude = 0.004;
      const Plasticity law{copper, {LinearHardening{constant(y), constant(0)}, {{constant(c), constant(gamma)}}}};
      Point<Plasticity> point(law);
      std::vector<double> peaks, plastic;
      const unsigned steps = 4000;
      double strain = 0;
      for (unsigned half_cycle = 0; half_cycle < 10; ++half_cycle)
        {
          const double end = half_cycle % 2 == 0 ? amplitude : -amplitude;
          PointResponse response{};
          for (unsigned i = 1; i <= steps; ++i)
            response = point.go(isochoric(strain + (end - strain) * i / steps), 1);
          strain = end;
          peaks.push_back(von_mises(response.stress));
          plastic.push_back(point.state[0]);
        }
      const double plastic_amplitude = (plastic[8] - plastic[9]) / 2;
      EXPECT_NEAR(peaks[9], y + c / gamma * std::tanh(gamma * plastic_amplitude), 1e-3 * y);
      EXPECT_NEAR(peaks[9] / peaks[7], 1, 1e-4);
    }

    TEST(Plasticity, ALinearBackStressGivesTheBauschingerEffectInFull)
    {
      // Prager: the elastic range stays 2 y wide and its centre moves with C e_p.
      const double y = 100e6, c = 5e9;
      const Plasticity law{copper, {LinearHardening{constant(y), constant(0)}, {{constant(c), constant(0)}}}};
      Point<Plasticity> point(law);
      const PointResponse there = point.go(isochoric(0.02), 1);
      const double p = point.state[6], peak = y + c * p;
      EXPECT_NEAR(von_mises(there.stress), peak, 1);
      const double back = 2 * y / (3 * shear);
      point.go(isochoric(0.02 - 0.999 * back), 1);
      EXPECT_EQ(point.state[6], p); // still elastic
      point.go(isochoric(0.02 - 1.001 * back), 1);
      EXPECT_GT(point.state[6], p);
    }

    TEST(Plasticity, TangentEqualsFiniteDifferencesOnRandomPaths)
    {
      unsigned plastic_steps = 0;
      for (const Plasticity &law : {full(), table(), linear()})
        for (unsigned seed = 0; seed < 30; ++seed)
          {
            RandomSteps random(seed);
            Point<Plasticity> point(law);
            for (unsigned i = 0; i < 20; ++i)
              {
                const Voigt strain = random.strain_from(point.strain, 1e-4, 3e-2);
                const double temperature = random.temperature();
                const double before = point.state[6];
                ASSERT_LT(tangent_error(law, point.step_to(strain, 1, temperature), point.state), 1e-6) << seed << " " << i;
                point.go(strain, 1, temperature);
                plastic_steps += point.state[6] > before;
              }
          }
      EXPECT_GT(plastic_steps, 900u); // half of the steps at least: the test is about flow
    }

    TEST(Plasticity, IsRobustOnRandomPathsOfAnySize)
    {
      for (const Plasticity &law : {full(), table(), linear(), linear(0)})
        expect_robust_on_random_paths(law, 100, 50);
    }

    TEST(Plasticity, IsStableForHugeSteps)
    {
      for (const Plasticity &law : {full(), table(), linear()})
        for (const double strain : {1e-12, 0.1, 10., 1e6})
          {
            Point<Plasticity> point(law);
            EXPECT_GE(point.go(isochoric(strain), 1).dissipation, 0);
            EXPECT_GE(point.go(isochoric(-strain), 1).dissipation, 0);
          }
    }

    TEST(Plasticity, IsObjective)
    {
      for (unsigned seed = 0; seed < 20; ++seed)
        EXPECT_LT(objectivity_error(full(), seed), 1e-9);
    }

    TEST(Plasticity, StressNeverLeavesTheYieldSurface)
    {
      const Plasticity law = full();
      RandomSteps random(11);
      Point<Plasticity> point(law);
      for (unsigned i = 0; i < 300; ++i)
        {
          const double temperature = random.temperature();
          Voigt relative = point.go(random.strain_from(point.strain, 1e-5, 1e-2), 1, temperature).stress;
          for (std::size_t k = 0; k < law.constants.back_stresses.size(); ++k)
            for (unsigned c = 0; c < 6; ++c)
              relative[c] -=
                  2. / 3 * law.constants.back_stresses[k].modulus.value(temperature) * point.state[7 + 6 * k + c] * (c < 3 ? 1 : 0.5);
          const double yield = yield_stress(law.constants.isotropic, point.state[6], temperature).first;
          EXPECT_LE(von_mises(relative), yield * (1 + 1e-9));
        }
    }

    TEST(Plasticity, DissipationIsTheWorkLessTheEnergyOfTheBackStresses)
    {
      // Over a finite step at one temperature backward Euler turns a little more into heat than work less stored energy; the surplus
      // is of second order, so small steps show the balance.
      const Plasticity law = full();
      Point<Plasticity> point(law);
      const auto stored = [&] {
        double sum = 0;
        for (std::size_t k = 0; k < law.constants.back_stresses.size(); ++k)
          for (unsigned c = 0; c < 6; ++c)
            sum += law.constants.back_stresses[k].modulus.value(300) / 3 * point.state[7 + 6 * k + c] * point.state[7 + 6 * k + c] *
                   (c < 3 ? 1 : 0.5);
        return sum;
      };
      double work = 0, heat = 0;
      for (unsigned i = 1; i <= 4000; ++i)
        {
          const std::vector<double> before = point.state;
          const double turn = 3 * std::sin(2 * 3.14159265358979 * i / 1000) * 1e-3;
          const PointResponse response = point.go({turn, -turn / 3, 0.2 * turn, turn, 0, -0.5 * turn}, 1);
          for (unsigned c = 0; c < 6; ++c)
            work += response.stress[c] * (point.state[c] - before[c]);
          heat += response.dissipation;
        }
      EXPECT_GT(heat, 0);
      EXPECT_NEAR(heat + stored(), work, 0.01 * work);
    }

    TEST(Plasticity, RefusesWrongConstantsWithAMessage)
    {
      const auto sentence = [](const PlasticConstants &constants) { return refusal([&] { check_constants(constants); }); };
      const auto expect = [&](const PlasticConstants &constants, const std::string &words) {
        EXPECT_NE(sentence(constants).find(words), std::string::npos) << sentence(constants);
      };
      EXPECT_EQ(sentence(full().constants), "");
      EXPECT_EQ(sentence(table().constants), "");
      expect({LinearHardening{constant(-1e6), constant(0)}, {}}, "yield stress");
      expect({LinearHardening{constant(1e6), constant(-1)}, {}}, "hardening modulus");
      expect({VoceHardening{constant(1e6), constant(-1), constant(1)}, {}}, "range Q");
      expect({VoceHardening{constant(1e6), constant(1), constant(-1)}, {}}, "rate b");
      expect({TableHardening{{}, {}}, {}}, "at least one");
      expect({TableHardening{{0.1}, {constant(1e6)}}, {}}, "must begin at the plastic strain 0");
      expect({TableHardening{{0, 0}, {constant(1e6), constant(2e6)}}, {}}, "must increase");
      expect({TableHardening{{0, 0.1}, {constant(2e6), constant(1e6)}}, {}}, "softening");
      expect({LinearHardening{constant(1e6), constant(0)}, {{constant(-1), constant(0)}}}, "modulus C");
      expect({LinearHardening{constant(1e6), constant(0)}, {{constant(1), constant(-1)}}}, "recovery gamma");
    }

    TEST(IsotropicModuli, RefuseUnstableConstants)
    {
      const auto sentence = [](double e, double nu) {
        return refusal([&] { materials::check_constants(materials::IsotropicElasticity{constant(e), constant(nu)}); });
      };
      EXPECT_EQ(sentence(1e9, 0.3), "");
      EXPECT_NE(sentence(-1e9, 0.3).find("Young's modulus"), std::string::npos);
      EXPECT_NE(sentence(1e9, 0.5).find("ratio between -1 and 0.5"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
