#include <materials/laws/assumed_spectrum.h>

#include <tests/refusal.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

using namespace sagitta::materials;
using namespace sagitta::tests;

TEST(AssumedSpectrum, GoesFromTheGlassyToTheRubberyModulus)
{
  const RelaxingModulus modulus = assumed_modulus({1e-10, 1e10, 16, 1, 2.5}, 8e9, 0.5e9, "G");
  EXPECT_EQ(modulus.arms.size(), 16u);
  // At 1e-30 s and 1e30 s nothing and everything has relaxed; the rest is rounding.
  EXPECT_NEAR(modulus.relaxation(1e-30), 8e9, 1e-4);
  EXPECT_NEAR(modulus.relaxation(1e30), 0.5e9, 1e-4);
  EXPECT_NEAR(modulus.arms.front().time, 1e-10, 1e-22);
  EXPECT_NEAR(modulus.arms.back().time, 1e10, 1e-2);
  const RelaxingModulus elastic = assumed_modulus({1e-10, 1e10, 16, 1, 2.5}, 8e9, 8e9, "G");
  EXPECT_NEAR(elastic.relaxation(1e30), 8e9, 1e-4);
}

TEST(AssumedSpectrum, WeightsAreThoseOfTheNormalDistribution)
{
  // Five arms at -4, -2, 0, 2, 4 decades, width 2: exp(-2), exp(-1/2), 1, ... over their sum, 1 + 2 (0.606531 + 0.135335), by hand.
  const RelaxingModulus modulus = assumed_modulus({1e-4, 1e4, 5, 1, 2}, 10, 4, "G");
  const double sum = 1 + 2 * (0.6065306597126334 + 0.1353352832366127);
  const double expected[5] = {0.1353352832366127, 0.6065306597126334, 1, 0.6065306597126334, 0.1353352832366127};
  for (unsigned i = 0; i < 5; ++i)
    EXPECT_NEAR(modulus.arms[i].weight, 0.6 * expected[i] / sum, 1e-14);
}

TEST(AssumedSpectrum, TwentyArmsOverTwentyDecadesApproximateTheContinuousSpectrum)
{
  // Oracle: the integral over the normal distribution by the trapezoidal rule with 4000 cells. A sum over arms 20/19 decades apart differs
  // from it by the ripple of the arms: by Poisson's sum 2 |Gamma(i w)| / d, w = 2 pi / d, d = ln(10) 20/19, times the largest weight of
  // 0.15: 0.0033.
  const double width = 2.5;
  const RelaxingModulus modulus = assumed_modulus({1e-10, 1e10, 20, 1, width}, 1, 0.1, "G");
  for (double decade = -12; decade <= 12; decade += 0.1)
    {
      const double time = std::pow(10., decade);
      double integral = 0, whole = 0;
      for (int i = -2000; i <= 2000; ++i)
        {
          const double x = 5 * width * i / 2000., density = std::exp(-0.5 * x * x / (width * width));
          whole += density;
          integral += density * std::exp(-time / std::pow(10., x));
        }
      EXPECT_NEAR(modulus.relaxation(time), 0.1 + 0.9 * integral / whole, 0.004) << decade;
    }
}

TEST(AssumedSpectrum, WithInvalidConstantsIsRefusedWithAMessage)
{
  const AssumedSpectrum good{1e-10, 1e10, 16, 1, 2.5};
  const auto refused = [&](const std::function<void(AssumedSpectrum &)> &spoil) {
    AssumedSpectrum bad = good;
    spoil(bad);
    return refusal([&] { assumed_modulus(bad, 2, 1, "G"); });
  };
  EXPECT_EQ(refused([](AssumedSpectrum &) {}), "");
  EXPECT_NE(refused([](AssumedSpectrum &s) { s.shortest = 0; }).find("positive shortest time"), std::string::npos);
  EXPECT_NE(refused([](AssumedSpectrum &s) { s.longest = 1e-11; }).find("to a longer one"), std::string::npos);
  EXPECT_NE(refused([](AssumedSpectrum &s) { s.arms = 1; }).find("two arms"), std::string::npos);
  EXPECT_NE(refused([](AssumedSpectrum &s) { s.width = 0; }).find("width"), std::string::npos);
  EXPECT_NE(refused([](AssumedSpectrum &s) { s.width = 6; }).find("two widths to either side"), std::string::npos);
  EXPECT_NE(refused([](AssumedSpectrum &s) { s.centre = 1e9; }).find("two widths to either side"), std::string::npos);
  EXPECT_NE(
      refusal([&] { assumed_modulus(good, 1, 2, "the bulk modulus"); }).find("the bulk modulus must not be greater in the rubbery state"),
      std::string::npos);
}
