#include <materials/compound/conduction_estimate.h>
#include <materials/compound/spheroid.h>
#include <tests/materials/random_compound.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

using namespace sagitta::materials;
using sagitta::tests::RandomCompound;

namespace
{
  std::array<double, 3> alike(double k)
  {
    return {{k, k, k}};
  }

  const std::vector<ConductionScheme> general = {ConductionScheme::maxwell, ConductionScheme::bruggeman};
  const std::vector<ConductionScheme> for_spheres = {ConductionScheme::hashin_shtrikman_lower, ConductionScheme::hashin_shtrikman_upper,
                                                     ConductionScheme::maxwell, ConductionScheme::bruggeman};

  double one_sphere_filler(ConductionScheme scheme, double resin, double filler, double v)
  {
    return estimate_conductivity(scheme, resin, {{alike(filler), v, 1}}, 0.64);
  }
} // namespace

TEST(ConductionEstimates, LieBetweenTheBoundsInTwentyThousandRandomCompositions)
{
  RandomCompound random(11);
  for (unsigned i = 0; i < 20000; ++i)
    {
      const double resin = random.over_decades(0.01, 1000);
      std::vector<ConductingInclusion> spheres, particles;
      for (const ElasticInclusion &drawn : random.inclusions(random.count(1, 4), false, 0.95))
        {
          const double k = random.over_decades(0.01, 1000), along = random.over_decades(0.01, 1000);
          spheres.push_back({alike(k), drawn.fraction, 1});
          particles.push_back({{{k, k, along}}, drawn.fraction, drawn.aspect_ratio});
        }
      const Estimate bounds = conductivity_bounds(resin, spheres);
      ASSERT_LE(bounds.lower, bounds.upper * (1 + 1e-12));
      for (const ConductionScheme scheme : for_spheres)
        {
          const double k = estimate_conductivity(scheme, resin, spheres, 0.64);
          // 1e-7: the steps of Bruggeman's scheme.
          ASSERT_GE(k, bounds.lower * (1 - 1e-7)) << i << " " << static_cast<int>(scheme);
          ASSERT_LE(k, bounds.upper * (1 + 1e-7)) << i << " " << static_cast<int>(scheme);
        }
      // Shapes and crystal axes at random: only Bruggeman's mixture can be built, so only it must keep to the wide bounds for several
      // fillers.
      const Estimate wide = conductivity_bounds(resin, particles);
      const double k = estimate_conductivity(ConductionScheme::bruggeman, resin, particles, 0.64);
      ASSERT_GE(k, wide.lower * (1 - 1e-7)) << i;
      ASSERT_LE(k, wide.upper * (1 + 1e-7)) << i;
    }
}

TEST(ConductionEstimates, LimitsAreTheResinTheFillerAndEqualPhases)
{
  RandomCompound random(12);
  for (unsigned i = 0; i < 2000; ++i)
    {
      const double resin = random.over_decades(0.1, 10), filler = random.over_decades(0.1, 10), v = random.between(0, 0.9);
      for (const ConductionScheme scheme : for_spheres)
        {
          EXPECT_NEAR(one_sphere_filler(scheme, resin, filler, 1e-9) / resin, 1, 1e-6);
          EXPECT_NEAR(one_sphere_filler(scheme, resin, resin, v) / resin, 1, 1e-12);
          // Bruggeman forgets the resin like the cube root of its fraction: 1e-3 times the contrast.
          const double tolerance = scheme == ConductionScheme::bruggeman ? 0.15 : 1e-6;
          EXPECT_NEAR(std::log(one_sphere_filler(scheme, resin, filler, 1 - 1e-9) / filler), 0, tolerance);
        }
    }
}

TEST(Bruggeman, OfSpheresSolvesHisEquation)
{
  // 1 - v = (kf - k) / (kf - km) (km / k)^(1/3); the integration in steps of 5 % is good to 1e-7.
  for (const double ratio : {0.01, 6.9, 165., 1750.})
    for (const double v : {0.1, 0.4, 0.596, 0.756, 0.9})
      {
        const double k = one_sphere_filler(ConductionScheme::bruggeman, 0.2, 0.2 * ratio, v);
        EXPECT_NEAR((0.2 * ratio - k) / (0.2 * ratio - 0.2) * std::cbrt(0.2 / k) / (1 - v), 1, 1e-6) << ratio << " " << v;
      }
}

TEST(Maxwell, WithAnInterfaceIsTheFormulaOfHasselmanAndJohnson)
{
  // Their Eq. (12): k/km = [2 (kp/km - kp/(a h) - 1) v + kp/km + 2 kp/(a h) + 2] / [(1 - kp/km + kp/(a h)) v + kp/km + 2 kp/(a h) + 2].
  for (const double h : {1e5, 1e7, 1e9})
    for (const double v : {0.05, 0.3, 0.6})
      {
        const double km = 0.2, kp = 33, a = 2e-6, x = kp / (a * h), r = kp / km;
        const double expected = km * (2 * (r - x - 1) * v + r + 2 * x + 2) / ((1 - r + x) * v + r + 2 * x + 2);
        const ConductingInclusion particle{with_interface(alike(kp), h, a, 1), v, 1};
        EXPECT_NEAR(estimate_conductivity(ConductionScheme::maxwell, km, {particle}, 0.64) / expected, 1, 1e-12) << h << " " << v;
      }
}

TEST(Interface, AThinOneOnASpheroidActsInSeriesWithItsBody)
{
  // Along a long plate's face the edges hardly matter, across it two interfaces lie in series with the thickness: 1/k' = 1/k + 2 / (h t), t
  // = 2 b, L = 1.
  const double w = 1e-4, b = 1e-7, h = 1e7, k = 300;
  const auto plate = with_interface(alike(k), h, b, w);
  EXPECT_NEAR(1 / plate[2] / (1 / k + 2 / (h * 2 * b)), 1, 1e-3); // of the order w
  EXPECT_NEAR(plate[0] / k, 1, 0.03);                             // L k / (h b) = 7.9e-5 * 300
  const auto sphere = with_interface(alike(k), h, b, 1);
  EXPECT_NEAR(1 / sphere[0], 1 / k + 1 / (h * b), 1e-9);
  EXPECT_EQ(sphere[0], sphere[2]);
}

TEST(ConductionEstimates, ManyThinPlatesOfAllOrientationsConductLikeTwoThirdsOfTheirVolume)
{
  // Very thin, well conducting plates: k -> km + 2/3 v kp for small v (each plate conducts in its plane only). w kp/km = 1e-3 * 5: error of
  // 1 %.
  const double k = estimate_conductivity(ConductionScheme::maxwell, 1, {{alike(50), 0.001, 1e-4}}, 0.64);
  EXPECT_NEAR((k - 1) / (2. / 3 * 0.001 * 49 + 0.001 / 3 * 49. / 50), 1, 0.01);
}

TEST(LewisNielsen, IsItsFormulaAndIsRefusedWhereItDiverges)
{
  const double v = 0.4, packing = 0.637, r = 1.38 / 0.2, b = (r - 1) / (r + 1.5);
  EXPECT_NEAR(one_sphere_filler(ConductionScheme::lewis_nielsen, 0.2, 1.38, v),
              0.2 * (1 + 1.5 * b * v) / (1 - b * v * (1 + v * (1 - 0.64) / (0.64 * 0.64))), 1e-12);
  EXPECT_THROW(estimate_conductivity(ConductionScheme::lewis_nielsen, 0.2, {{alike(1000), 0.75, 1}}, packing), std::invalid_argument);
}

TEST(ConductionEstimates, WrongInputIsRefused)
{
  for (const ConductionScheme scheme : general)
    {
      EXPECT_THROW(one_sphere_filler(scheme, 0, 1, 0.1), std::invalid_argument);
      EXPECT_THROW(one_sphere_filler(scheme, 1, -1, 0.1), std::invalid_argument);
      EXPECT_THROW(one_sphere_filler(scheme, 1, 2, 1), std::invalid_argument);
    }
  EXPECT_THROW(estimate_conductivity(ConductionScheme::hashin_shtrikman_lower, 1, {{{{1, 1, 2}}, 0.1, 1}}, 0.64), std::invalid_argument);
  EXPECT_THROW(with_interface(alike(1), 0, 1e-6, 1), std::invalid_argument);
}
