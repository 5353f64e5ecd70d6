#include <materials/compound/flow.h>
#include <materials/compound/fractions.h>
#include <materials/compound/packing.h>
#include <tests/materials/random_compound.h>

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

using namespace sagitta::materials;
using sagitta::tests::RandomCompound;

namespace
{
  FlowLaw resin()
  {
    return {0.5, 323.15, ArrheniusViscosity{5e4}, NewtonianFlow{}, CastroMacosko{0.6, 1.5, 1}, 2.5};
  }

  /// Farr's fit to packings of log-normal spheres, s the standard deviation of ln(diameter) by number or volume (Powder Technol. 245 (2013)
  /// 28).
  double farr(double s)
  {
    const double pi = 3.14159265358979323846;
    return 1 - 0.57 * std::exp(-s) + 0.2135 * std::exp(-0.57 * s / 0.2135) +
           0.0019 * (std::cos(2 * pi * (1 - std::exp(-0.75 * std::pow(s, 0.7) - 0.025 * std::pow(s, 4)))) - 1);
  }
} // namespace

TEST(Fractions, GoFromWeightToVolumeAndBack)
{
  RandomCompound random(21);
  for (unsigned i = 0; i < 5000; ++i)
    {
      std::vector<double> weight, density;
      double left = random.between(0, 0.99);
      for (unsigned k = random.count(1, 4); k > 0; --k)
        {
          weight.push_back(k == 1 ? left : left * random.between(0, 1));
          left -= weight.back();
          density.push_back(random.between(800, 20000));
        }
      const double resin_density = random.between(800, 1500);
      const std::vector<double> volume = volume_fractions(weight, density, resin_density),
                                back = weight_fractions(volume, density, resin_density);
      double specific = 1, whole = 0;
      for (std::size_t k = 0; k < weight.size(); ++k)
        {
          EXPECT_NEAR(back[k], weight[k], 1e-13);
          specific -= weight[k];
          whole += weight[k] / density[k];
        }
      // The density is also one over the volume of a kilogram.
      EXPECT_NEAR(mixture_density(volume, density, resin_density) * (whole + specific / resin_density), 1, 1e-12);
    }
}

TEST(Fractions, OfTheSheetsOfTheCompoundsAreAsComputedByHand)
{
  // 73 wt% silica: 0.73/2.2 = 0.33182, 0.27/1.2 = 0.225: 0.33182 / 0.55682 = 0.59592.
  EXPECT_NEAR(volume_fractions({0.73}, {2200}, 1200)[0], 0.59592, 1e-5);
  EXPECT_NEAR(mixture_specific_heat({0.73}, {740}, 1150), 850.7, 1e-9);
  EXPECT_THROW(volume_fractions({0.7, 0.3}, {2200, 3970}, 1200), std::invalid_argument);
  EXPECT_THROW(volume_fractions({-0.1}, {2200}, 1200), std::invalid_argument);
  EXPECT_THROW(volume_fractions({0.5}, {0}, 1200), std::invalid_argument);
}

TEST(Packing, OfEqualSpheresIsRandomClosePacking)
{
  // 0.64 in experiment and simulation (Scott and Kilgour, J. Phys. D 2 (1969) 863: 0.6366 +- 0.0005); the method gives 0.6435.
  EXPECT_NEAR(random_close_packing({{1e-6, 1, 1}}), 0.6366, 0.01);
  EXPECT_NEAR(random_close_packing({{1e-6, 1, 1}}), random_close_packing({{5e-5, 1, 0.3}}), 1e-12) << "whatever their size";
}

TEST(Packing, OfLogNormalSpheresIsThatOfFarrsFit)
{
  // The sampling of the sizes leaves 0.003.
  for (const double s : {0.1, 0.3, 0.5, 0.8, 1., 1.3, 1.6, 2.})
    EXPECT_NEAR(random_close_packing({{1e-5, std::exp(s), 1}}), farr(s), 0.003) << s;
}

TEST(Packing, OfTwoSizesIsBetweenOneSizeAndFillingTheGapsAndHasItsPeakNearThirtyPercentFine)
{
  // Furnas: fine spheres much smaller than the gaps reach 1 - (1 - 0.6435)^2 = 0.873 with (1-p)/(2-p) = 26 % of them.
  const double one = random_close_packing({{1e-6, 1, 1}});
  double best = 0, at = 0;
  for (double fine = 0.05; fine < 0.9; fine += 0.05)
    {
      const double both = random_close_packing({{20e-6, 1, 1 - fine}, {1e-6, 1, fine}});
      EXPECT_GT(both, one);
      EXPECT_LT(both, 1 - (1 - one) * (1 - one));
      if (both > best)
        {
          best = both;
          at = fine;
        }
    }
  EXPECT_GT(best, 0.8); // McGeary, J. Am. Ceram. Soc. 44 (1961) 513: 0.82 measured for a ratio of 20
  EXPECT_NEAR(at, 0.27, 0.06);
}

TEST(Packing, SauterDiameterIsVolumeOverSurface)
{
  EXPECT_NEAR(sauter_diameter({{2e-6, 1, 1}}), 2e-6, 1e-20);
  // Shares by volume 1/2 of 1 and 3: 6 V / S = 1 / (0.5/1 + 0.5/3) = 1.5.
  EXPECT_NEAR(sauter_diameter({{1e-6, 1, 2}, {3e-6, 1, 2}}), 1.5e-6, 1e-20);
  EXPECT_NEAR(sauter_diameter({{8e-6, 2, 1}}), 8e-6 * std::exp(-std::log(2.) * std::log(2.) / 2), 1e-18);
  EXPECT_THROW(random_close_packing({}), std::invalid_argument);
  EXPECT_THROW(random_close_packing({{1e-6, 0.5, 1}}), std::invalid_argument);
}

TEST(Viscosity, FollowsEinsteinAtFirstAndDivergesAtTheMaximumPacking)
{
  EXPECT_NEAR((krieger_dougherty(1e-6, 0.64, 2.5) - 1) / 1e-6, 2.5, 1e-4);
  EXPECT_GT(krieger_dougherty(0.64 - 1e-9, 0.64, 2.5), 1e9);
  EXPECT_THROW(krieger_dougherty(0.64, 0.64, 2.5), std::invalid_argument);
  RandomCompound random(22);
  double last = 0;
  for (unsigned i = 0; i < 5000; ++i)
    {
      const double packing = random.between(0.4, 1), v = packing * random.between(0, 0.999);
      const Estimate eta = viscosity(resin(), v, packing, {353.15, random.between(0, 0.59), random.over_decades(1e-3, 1e3)});
      EXPECT_GE(eta.value, eta.lower * (1 - 1e-12));
      EXPECT_TRUE(std::isinf(eta.upper));
      last = eta.value;
    }
  EXPECT_GT(last, 0);
}

TEST(Viscosity, ShiftsWithTemperatureCureAndShearRateByTheirFormulas)
{
  FlowLaw law = resin();
  const double base = viscosity(law, 0.3, 0.64, {323.15, 0, 0}).value;
  EXPECT_NEAR(base / krieger_dougherty(0.3, 0.64, 2.5), 0.5, 1e-12);
  EXPECT_NEAR(viscosity(law, 0.3, 0.64, {353.15, 0, 0}).value / base, std::exp(5e4 / 8.314462618 * (1 / 353.15 - 1 / 323.15)), 1e-9);
  EXPECT_NEAR(viscosity(law, 0.3, 0.64, {323.15, 0.3, 0}).value / base, std::pow(2., 1.8), 1e-12);
  EXPECT_TRUE(std::isinf(viscosity(law, 0.3, 0.64, {323.15, 0.6, 0}).value));
  law.shift = WlfViscosity{10, 50};
  EXPECT_NEAR(viscosity(law, 0.3, 0.64, {373.15, 0, 0}).value / base, 1e-5, 1e-15);
  EXPECT_THROW(viscosity(law, 0.3, 0.64, {273.15, 0, 0}), std::invalid_argument);
  law.thinning = CrossThinning{2, 0.5};
  EXPECT_NEAR(viscosity(law, 0.3, 0.64, {323.15, 0, 8}).value / base, 0.2, 1e-12);
  law.thinning = CarreauThinning{2, 0.5};
  EXPECT_NEAR(viscosity(law, 0.3, 0.64, {323.15, 0, std::sqrt(15.) / 2}).value / base, 0.5, 1e-12);
}

TEST(Viscosity, WrongConstantsAreRefused)
{
  const auto refuses = [](auto &&change) {
    FlowLaw law = resin();
    change(law);
    EXPECT_THROW(check(law), std::invalid_argument);
  };
  refuses([](FlowLaw &law) { law.resin_viscosity = 0; });
  refuses([](FlowLaw &law) { law.shift = ArrheniusViscosity{-1}; });
  refuses([](FlowLaw &law) { law.cure->gel_point = 1.1; });
  refuses([](FlowLaw &law) { law.thinning = CrossThinning{1, 1.5}; });
  refuses([](FlowLaw &law) { law.intrinsic = 1; });
}
