#include <tests/materials/fit_checks.h>
#include <tests/verification_record.h>

#include <materials/fit/expansion_fit.h>

#include <cmath>
#include <random>
#include <stdexcept>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;

    constexpr double celsius = 273.15;

    /// A bar whose slope goes from 9 to 31 ppm/K around 155 degC as the logistic function of width 6 K does: its integral, written by
    /// logarithms of hyperbolic cosines so that it shares no line with the fit.
    double strain_of_bar(double temperature)
    {
      const double x = (temperature - celsius - 155) / 12;
      return 9e-6 * (temperature - celsius - 25) + (31e-6 - 9e-6) * 6 * (std::log(2 * std::cosh(x)) + x);
    }

    ExpansionRun run(double from, double to, int points, double noise, unsigned seed, double offset = 0)
    {
      Noise deviate(seed);
      ExpansionRun result;
      for (int i = 0; i < points; ++i)
        {
          const double temperature = celsius + from + (to - from) * i / (points - 1);
          result.temperature.push_back(temperature);
          result.strain.push_back(offset + strain_of_bar(temperature) + noise * deviate());
        }
      return result;
    }

    TEST(FitExpansion, BothSlopesAndTheGlassTransitionAreRecovered)
    {
      Coverage coverage({{"below", 9e-6}, {"above", 31e-6}, {"glass_transition", celsius + 155}, {"width", 6}});
      for (unsigned seed = 1; seed <= 60; ++seed)
        coverage.add(fit_expansion({run(30, 250, 100, 1e-5, seed)}).fit.constants);
      coverage.expect_stated_coverage();
      record({"share of the 95 % ranges that hold the truth", coverage.share(), 0.95, "1", "by the binomial distribution",
              "the truth, 60 noises", "synthetic data"});
    }

    TEST(FitExpansion, ExactDataRecoverTheConstants)
    {
      const ExpansionFit fit = fit_expansion({run(30, 250, 100, 0, 1)});
      EXPECT_NEAR(fit.fit.value("below"), 9e-6, 1e-12);
      EXPECT_NEAR(fit.fit.value("above"), 31e-6, 1e-12);
      EXPECT_NEAR(fit.fit.value("glass_transition"), celsius + 155, 1e-5);
      EXPECT_NEAR(fit.fit.value("width"), 6, 1e-5);
      EXPECT_EQ(fit.expansion().below[2], fit.fit.value("below"));
      EXPECT_NEAR(fit.strain(0, 400), strain_of_bar(400), 1e-10);
    }

    TEST(FitExpansion, RunsShareTheirConstantsAndHaveOffsetsOfTheirOwn)
    {
      const ExpansionFit fit = fit_expansion({run(30, 160, 60, 1e-6, 1, 2e-4), run(140, 250, 60, 1e-6, 2, -3e-4)});
      EXPECT_NEAR(fit.fit.value("below"), 9e-6, 2e-7);
      EXPECT_NEAR(fit.fit.value("above"), 31e-6, 2e-7);
      EXPECT_NEAR(fit.strain(0, 400) - fit.strain(1, 400), 5e-4, 5e-6);
    }

    TEST(FitExpansion, ASharpKinkLeavesOnlyItsWidthUndetermined)
    {
      Noise noise(4);
      ExpansionRun sharp;
      for (int t = 30; t <= 250; t += 4)
        {
          sharp.temperature.push_back(celsius + t);
          sharp.strain.push_back(9e-6 * std::min(t - 155, 0) + 31e-6 * std::max(t - 155, 0) + 1e-5 * noise());
        }
      const ExpansionFit fit = fit_expansion({sharp});
      EXPECT_NEAR(fit.fit.value("glass_transition"), celsius + 155, 3);
      EXPECT_NEAR(fit.fit.value("below"), 9e-6, 5e-7);
      EXPECT_NEAR(fit.fit.value("above"), 31e-6, 5e-7);
      EXPECT_EQ(fit.fit.constant("below").knowledge, Knowledge::determined);
    }

    TEST(FitExpansion, AStraightLineHasNoGlassTransition)
    {
      Noise noise(4);
      ExpansionRun straight;
      for (int t = 30; t <= 250; t += 4)
        {
          straight.temperature.push_back(celsius + t);
          straight.strain.push_back(9e-6 * t + 1e-5 * noise());
        }
      EXPECT_NE(refusal([&] { fit_expansion({straight}); }).find("the data show no glass transition"), std::string::npos);
      // Without noise a curve may follow the rounding of the numbers.
      for (const double digits : {1e6, 1e9, 0.})
        {
          for (std::size_t i = 0; i < straight.strain.size(); ++i)
            {
              const double exact = 9.137e-6 * (straight.temperature[i] - celsius - 30);
              straight.strain[i] = digits > 0 ? std::round(exact * digits) / digits : exact;
            }
          EXPECT_NE(refusal([&] { fit_expansion({straight}); }).find("the data show no glass transition"), std::string::npos) << digits;
        }
      straight.temperature.assign(straight.temperature.size(), 300);
      EXPECT_NE(refusal([&] { fit_expansion({straight}); }).find("one temperature"), std::string::npos);
      EXPECT_NE(refusal([&] { fit_expansion({run(30, 250, 4, 0, 1)}); }).find("there must be more points"), std::string::npos);
    }

    TEST(FitGlassTransition, DiBenedettosConstantsAreRecovered)
    {
      const double uncured = 250, cured = 430, lambda = 0.4;
      Coverage coverage({{"uncured", uncured}, {"cured", cured}, {"lambda", lambda}});
      for (unsigned seed = 1; seed <= 100; ++seed)
        {
          Noise noise(seed);
          GlassTransitionData data;
          for (const double x : {0., 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99})
            {
              // (Tg - Tg0) / (Tg1 - Tg0) = L x / (1 - (1 - L) x)
              data.cure.push_back(x);
              data.temperature.push_back(uncured + (cured - uncured) * lambda * x / (1 - (1 - lambda) * x) + 2 * noise());
            }
          coverage.add(fit_glass_transition(data).fit.constants);
        }
      coverage.expect_stated_coverage();
    }

    TEST(FitGlassTransition, TransitionsThatDoNotFollowTheCureAreRefused)
    {
      // Noise from 0 to 150 degC whatever the cure; the mean describes it as well.
      GlassTransitionData noise;
      std::mt19937 generator(3);
      for (int i = 0; i <= 10; ++i)
        {
          noise.cure.push_back(0.1 * i);
          noise.temperature.push_back(celsius + 150 * static_cast<double>(generator()) / 4294967296.);
        }
      EXPECT_NE(finding([&] { fit_glass_transition(noise); }), "");
      // With one constant to find, points that scatter about it determine it: all were cured.
      Noise scatter(2);
      GlassTransitionData cured;
      for (int i = 0; i < 8; ++i)
        {
          cured.cure.push_back(0.99 + 0.001 * i);
          const double x = cured.cure.back();
          cured.temperature.push_back(250 + 180 * 0.4 * x / (1 - 0.6 * x) + scatter());
        }
      EXPECT_NEAR(fit_glass_transition(cured, {{"uncured", 250.}, {"lambda", 0.4}}).function.cured, 430, 3);
    }

    TEST(FitGlassTransition, FixedConstantsAndTooFewPoints)
    {
      const GlassTransitionData two{{0.1, 0.9}, {258, 391}};
      EXPECT_NE(refusal([&] { fit_glass_transition(two); }).find("2 points for 3 unknown constants"), std::string::npos);
      const GlassTransitionFit fixed = fit_glass_transition(two, {{"uncured", 250.}, {"lambda", 0.4}});
      EXPECT_EQ(fixed.function.uncured, 250);
      EXPECT_EQ(fixed.fit.constant("lambda").knowledge, Knowledge::fixed);
      EXPECT_NE(refusal([&] { fit_glass_transition({}); }), "");
    }
  } // namespace
} // namespace sagitta::tests
