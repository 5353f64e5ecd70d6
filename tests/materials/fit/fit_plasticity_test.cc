#include <tests/materials/fit_samples.h>
#include <tests/verification_record.h>

#include <materials/fit/anand_fit.h>
#include <materials/fit/plasticity_fit.h>

#include <functional>
#include <random>
#include <stdexcept>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;

    /// Stress of a bar with E and a yield stress y(p) at a strain: the root of s = y(e - s/E), by bisection.
    double stress_of_bar(double young, const std::function<double(double)> &yield, double strain)
    {
      if (young * strain <= yield(0))
        return young * strain;
      double low = 0, high = young * strain;
      for (int i = 0; i < 100; ++i)
        {
          const double middle = 0.5 * (low + high);
          (middle < yield(strain - middle / young) ? low : high) = middle;
        }
      return 0.5 * (low + high);
    }

    StressStrainCurve curve(double temperature, double end, int points, const std::function<double(double)> &stress, double noise,
                            unsigned seed)
    {
      Noise deviate(seed);
      StressStrainCurve result{temperature, 1e-3, {}, {}};
      for (int i = 1; i <= points; ++i)
        {
          result.strain.push_back(end * i / points);
          result.stress.push_back(stress(result.strain.back()) + noise * deviate());
        }
      return result;
    }

    TEST(FitPlasticity, VoceConstantsAreRecoveredAtEveryTemperature)
    {
      // Copper, softer when hot.
      const auto bar = [](double temperature) {
        const bool is_hot = temperature > 350;
        return [is_hot](double strain) {
          return stress_of_bar(
              is_hot ? 100e9 : 115e9, [is_hot](double p) { return (is_hot ? 110e6 : 140e6) + 60e6 * (1 - std::exp(-25 * p)); }, strain);
        };
      };
      Coverage cold({{"young", 115e9}, {"yield", 140e6}, {"range", 60e6}, {"rate", 25}}),
          hot({{"young", 100e9}, {"yield", 110e6}, {"range", 60e6}, {"rate", 25}});
      for (unsigned seed = 1; seed <= 10; ++seed)
        {
          PlasticityRequest asked{{curve(298.15, 0.1, 80, bar(298.15), 1e6, seed), curve(398.15, 0.1, 80, bar(398.15), 1e6, 1000 + seed)},
                                  0.34,
                                  {},
                                  HardeningForm::voce};
          for (StressStrainCurve &one : asked.curves)
            for (int i = 8; i > 0; --i)
              {
                // The elastic part with small steps.
                one.strain.insert(one.strain.begin(), 1e-4 * i);
                one.stress.insert(one.stress.begin(),
                                  bar(one.temperature)(1e-4 * i) + 1e6 * Noise(seed * 100u + static_cast<unsigned>(i))());
              }
          const PlasticityFit fit = fit_plasticity(asked);
          cold.add(fit.at[0].fit.constants);
          hot.add(fit.at[1].fit.constants);
          // Between the temperatures the table is straight.
          EXPECT_NEAR(std::get<VoceHardening>(fit.constants.isotropic).yield.value(348.15), 125e6, 4e6);
        }
      cold.expect_stated_coverage();
      hot.expect_stated_coverage();
      record({"share of the 95 % ranges that hold the truth", 0.5 * (cold.share() + hot.share()), 0.95, "1", "by the binomial distribution",
              "the truth, 10 noises", "synthetic data"});
    }

    TEST(FitPlasticity, ExactCurvesRecoverLinearHardening)
    {
      const PlasticityRequest asked{{curve(
                                        298.15, 0.02, 60,
                                        [](double strain) {
                                          return stress_of_bar(
                                              70e9, [](double p) { return 90e6 + 1.5e9 * p; }, strain);
                                        },
                                        0, 1)},
                                    0.33,
                                    {},
                                    HardeningForm::linear};
      const PlasticityFit fit = fit_plasticity(asked);
      EXPECT_NEAR(fit.at[0].fit.value("young"), 70e9, 70);
      EXPECT_NEAR(fit.at[0].fit.value("yield"), 90e6, 1);
      EXPECT_NEAR(fit.at[0].fit.value("modulus"), 1.5e9, 10);
      EXPECT_NEAR(fit.stress[0].back(), asked.curves[0].stress.back(), 1);
    }

    TEST(FitPlasticity, CurvesWithinTheSameTemperatureAreFittedTogether)
    {
      const auto bar = [](double strain) {
        return stress_of_bar(
            70e9, [](double p) { return 90e6 + 1.5e9 * p; }, strain);
      };
      PlasticityRequest asked{{curve(398.15, 0.02, 60, bar, 0, 1), curve(298.5, 0.02, 60, bar, 0, 2), curve(298., 0.02, 60, bar, 0, 3)},
                              0.33,
                              {},
                              HardeningForm::linear};
      EXPECT_EQ(fit_plasticity(asked).at.size(), 3u);
      asked.same_temperature = 1;
      const PlasticityFit fit = fit_plasticity(asked);
      ASSERT_EQ(fit.at.size(), 2u);
      EXPECT_NEAR(fit.at[0].temperature, 298.25, 1e-9);
      EXPECT_EQ(fit.at[0].curves, (std::vector<std::size_t>{1, 2}));
      EXPECT_NEAR(fit.at[0].fit.value("yield"), 90e6, 1);
      EXPECT_NEAR(fit.at[1].temperature, 398.15, 1e-9);
    }

    TEST(FitPlasticity, ACycleSeparatesABackStress)
    {
      // Armstrong and Frederick along a bar: on a straight piece in the direction d from (p0, X0),
      //   X = d C/g + (X0 - d C/g) exp(-g p), stress = X + d y; closed form in p, found by bisection of s = E (e - e_p).
      const double young = 110e9, yield = 80e6, c = 18e9, g = 250;
      StressStrainCurve cycle{298.15, 1e-3, {}, {}};
      double plastic = 0, back = 0;
      const auto go = [&](double from, double to, int points) {
        const double direction = to > from ? 1 : -1, start = plastic, start_back = back;
        for (int i = 1; i <= points; ++i)
          {
            const double strain = from + (to - from) * i / points;
            const auto stress_at = [&](double p) {
              return direction * c / g + (start_back - direction * c / g) * std::exp(-g * p) + direction * yield;
            };
            // Plastic flow p >= 0 at which the elastic stress has come down to the yield surface.
            double low = 0, high = std::abs(to - from);
            const auto excess = [&](double p) { return direction * (young * (strain - start - direction * p) - stress_at(p)); };
            if (excess(0) <= 0)
              high = 0;
            for (int k = 0; k < 100; ++k)
              {
                const double middle = 0.5 * (low + high);
                (excess(middle) > 0 ? low : high) = middle;
              }
            plastic = start + direction * high;
            back = direction * c / g + (start_back - direction * c / g) * std::exp(-g * high);
            cycle.strain.push_back(strain);
            cycle.stress.push_back(young * (strain - plastic));
          }
      };
      go(0, 0.01, 40);
      go(0.01, -0.01, 80);
      go(-0.01, 0.01, 80);

      Noise deviate(6);
      for (double &stress : cycle.stress)
        stress += 0.5e6 * deviate();
      PlasticityRequest asked{{cycle}, 0.34, {}, HardeningForm::linear, 1, {{"modulus", 0.}}};
      const PlasticityFit fit = fit_plasticity(asked);
      EXPECT_NEAR(fit.at[0].fit.value("yield"), yield, 2e6);
      EXPECT_NEAR(fit.at[0].fit.value("back-stress modulus 1"), c, 1e9);
      EXPECT_NEAR(fit.at[0].fit.value("back-stress recovery 1"), g, 12);
      EXPECT_NEAR(fit.at[0].fit.deviation, 0.5e6, 0.1e6);
    }

    TEST(FitPlasticity, OneTensileCurveDoesNotSeparateABackStressFromIsotropicHardening)
    {
      const PlasticityRequest asked{{curve(
                                        298.15, 0.1, 80,
                                        [](double strain) {
                                          return stress_of_bar(
                                              115e9, [](double p) { return 140e6 + 60e6 * (1 - std::exp(-25 * p)); }, strain);
                                        },
                                        1e6, 4)},
                                    0.34,
                                    TemperatureFunction(115e9),
                                    HardeningForm::voce,
                                    1};
      const PlasticityFit fit = fit_plasticity(asked);
      EXPECT_EQ(fit.at[0].fit.constant("young").knowledge, Knowledge::fixed);
      bool is_reported = !fit.at[0].fit.correlated.empty();
      for (const FittedConstant &one : fit.at[0].fit.constants)
        is_reported = is_reported || one.knowledge == Knowledge::undetermined;
      EXPECT_TRUE(is_reported);
    }

    TEST(FitPlasticity, NoiseIsRefused)
    {
      for (const HardeningForm hardening : {HardeningForm::linear, HardeningForm::voce})
        for (unsigned seed = 1; seed <= 5; ++seed)
          {
            // Uniform between 0 and 100 MPa.
            std::mt19937 generator(seed);
            const StressStrainCurve noise = curve(
                298.15, 0.04, 40, [&](double) { return 1e8 * (static_cast<double>(generator()) + 1) / 4294967297.; }, 0, 1);
            const std::string said = finding([&] { fit_plasticity({{noise}, 0.3, {}, hardening}); });
            EXPECT_EQ(said.find("at 25 degC: "), 0u) << "seed " << seed << ": " << said;
          }
    }

    TEST(FitPlasticity, AConstantStressIsAYieldStress)
    {
      // Perfect plasticity: the mean describes such a curve too, and so does the law.
      const PlasticityRequest asked{{curve(
                                        298.15, 0.1, 60, [](double) { return 40e6; }, 1e6, 3)},
                                    0.3,
                                    TemperatureFunction(50e9),
                                    HardeningForm::linear};
      const PlasticityFit fit = fit_plasticity(asked);
      EXPECT_NEAR(fit.at[0].fit.value("yield"), 40e6, 1e6);
      EXPECT_EQ(fit.at[0].fit.constant("yield").knowledge, Knowledge::determined);
    }

    TEST(FitPlasticity, InvalidCurvesAreRefusedWithAMessage)
    {
      const auto refused = [](StressStrainCurve one) {
        return refusal([&] { fit_plasticity({{std::move(one)}, 0.3, {}, HardeningForm::linear}); });
      };
      EXPECT_NE(refused({300, 1e-3, {0, 0, 0, 0, 0}, {0, 1, 2, 3, 4}}).find("has no strain"), std::string::npos);
      EXPECT_NE(refused({300, 1e-3, {0, 1, 2, 3, 4}, {0, 0, 0, 0, 0}}).find("has no stress"), std::string::npos);
      EXPECT_NE(refused({300, 1e-3, {0, .1, .2}, {0, -1e6, 1e6}}).find("opposite signs"), std::string::npos);
      EXPECT_NE(refused({300, 1e-3, {.1, .2}, {1e6, 2e6}}).find("2 points for 3 unknown constants"), std::string::npos);
      EXPECT_NE(refusal([] { fit_plasticity({{}, 0.3, {}, HardeningForm::linear}); }).find("no stress-strain curve"), std::string::npos);
    }

    AnandRequest solder_request(double noise, unsigned seed)
    {
      Noise deviate(seed);
      AnandRequest asked{{}, 0.4, TemperatureFunction(48e9), 4, {}};
      for (const double temperature : {298.15, 398.15})
        for (const double rate : {1e-3, 1e-5})
          asked.curves.push_back(solder_curve(temperature, rate, noise, deviate));
      return asked;
    }

    TEST(FitAnand, ExactCurvesRecoverTheConstants)
    {
      const AnandFit fit = fit_anand(solder_request(0, 1));
      // The law's steps, extrapolated, err by some 1e-5 of the stress; constants that go together lose two digits more.
      EXPECT_NEAR(constant(fit.constants, "activation").value, 9320, 2);
      EXPECT_NEAR(constant(fit.constants, "rate_factor").value / 3501, 1, 0.02);
      EXPECT_NEAR(constant(fit.constants, "rate_sensitivity").value, 0.25, 0.002);
      EXPECT_NEAR(constant(fit.constants, "saturation").value / 30.2e6, 1, 0.01);
      EXPECT_NEAR(constant(fit.constants, "saturation_exponent").value, 0.01, 1e-4);
      EXPECT_NEAR(constant(fit.constants, "initial_resistance").value / 21e6, 1, 0.01);
      EXPECT_NEAR(constant(fit.constants, "hardening").value / 180e9, 1, 0.01);
      EXPECT_NEAR(constant(fit.constants, "hardening_exponent").value, 1.78, 0.005);
      EXPECT_EQ(constant(fit.constants, "stress_multiplier").knowledge, Knowledge::fixed);
      EXPECT_LT(fit.fit.deviation, 5e3);
    }

    TEST(FitAnand, ConstantsThatTwoRatesDoNotSeparateAreNamed)
    {
      const AnandFit fit = fit_anand(solder_request(0.2e6, 1));
      EXPECT_NEAR(fit.fit.deviation, 0.2e6, 0.05e6);
      EXPECT_FALSE(fit.fit.correlated.empty());
      EXPECT_NEAR(constant(fit.constants, "activation").value, 9320, 200);
    }

    TEST(FitAnand, NoiseIsRefused)
    {
      std::mt19937 generator(11);
      const StressStrainCurve noise = curve(
          298.15, 0.04, 15, [&](double) { return 1e8 * (static_cast<double>(generator()) + 1) / 4294967297.; }, 0, 1);
      // Constants that one curve does not determine are fixed.
      const AnandRequest asked{
          {noise},
          0.34,
          TemperatureFunction(48e9),
          4,
          {{"activation", 9320}, {"rate_sensitivity", 0.25}, {"saturation_exponent", 0.01}, {"hardening_exponent", 1.78}}};
      EXPECT_NE(finding([&] { fit_anand(asked); }), "");
    }
  } // namespace
} // namespace sagitta::tests
