#include <materials/compound/elastic_estimate.h>
#include <materials/compound/spheroid.h>
#include <tests/materials/random_compound.h>
#include <tests/materials/spheroid_tensor.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>
#include <vector>

using namespace sagitta::materials;
using namespace sagitta::tests;

namespace
{
  const std::vector<ElasticScheme> all_schemes = {
      ElasticScheme::hashin_shtrikman_lower,      ElasticScheme::hashin_shtrikman_upper, ElasticScheme::mori_tanaka,
      ElasticScheme::generalised_self_consistent, ElasticScheme::differential,           ElasticScheme::torquato};

  const std::vector<ElasticScheme> schemes_for_several = {ElasticScheme::hashin_shtrikman_lower, ElasticScheme::hashin_shtrikman_upper,
                                                          ElasticScheme::mori_tanaka, ElasticScheme::generalised_self_consistent,
                                                          ElasticScheme::differential};

  double levin(double resin, double filler, double resin_bulk, double filler_bulk, double bulk)
  {
    return resin + (filler - resin) * (1 / bulk - 1 / resin_bulk) / (1 / filler_bulk - 1 / resin_bulk);
  }

  void expect_within(double value, double lower, double upper, double relative)
  {
    EXPECT_GE(value, lower - relative * std::abs(lower));
    EXPECT_LE(value, upper + relative * std::abs(upper));
  }

  /// (T_iijj / 3, (T_ijij - T_iijj / 3) / 5) of the tensor by brute force.
  StrainConcentration by_quadrature(const IsotropicModuli &inclusion, const IsotropicModuli &matrix, double w)
  {
    const Matrix6 t = concentration_tensor(inclusion, matrix, w);
    double trace = 0, volume = 0;
    for (unsigned a = 0; a < 6; ++a)
      trace += t[a][a];
    for (unsigned a = 0; a < 3; ++a)
      for (unsigned b = 0; b < 3; ++b)
        volume += t[a][b];
    return {volume / 3, (trace - volume / 3) / 5};
  }

  /// Radial and tangential displacement and traction at r of the four shear modes (second harmonic) of an isotropic solid: those of
  /// a r, b r^3, c / r^4 and d / r^2.
  std::array<std::array<double, 4>, 4> shear_modes(double r, double g, double nu)
  {
    const double q = 1 - 2 * nu;
    return {{{{r, -6 * nu / q * r * r * r, 3 / std::pow(r, 4), (5 - 4 * nu) / q / (r * r)}},
             {{r, -(7 - 4 * nu) / q * r * r * r, -2 / std::pow(r, 4), 2 / (r * r)}},
             {{2 * g, 6 * nu / q * g * r * r, -24 * g / std::pow(r, 5), 4 * (nu - 5) / q * g / (r * r * r)}},
             {{2 * g, -2 * (7 + 2 * nu) / q * g * r * r, 16 * g / std::pow(r, 5), 4 * (1 + nu) / q * g / (r * r * r)}}}};
  }

  /// The generalised self-consistent shear modulus from its boundary value problem: a sphere in a shell of resin in the compound. The
  /// compound's modulus is that for which the disturbance at infinity, the d / r^2 mode, vanishes.
  double three_phase_shear(const IsotropicModuli &inclusion, const IsotropicModuli &matrix, double fraction)
  {
    const double radius = std::cbrt(fraction);
    const auto disturbance = [&](double g) {
      const auto core = shear_modes(radius, inclusion.shear, inclusion.poisson()),
                 inner = shear_modes(radius, matrix.shear, matrix.poisson());
      const auto shell = shear_modes(1, matrix.shear, matrix.poisson()), outside = shear_modes(1, g, 0.3);
      std::array<std::array<double, 8>, 8> m{};
      std::array<double, 8> right{};
      for (unsigned i = 0; i < 4; ++i)
        {
          for (unsigned j = 0; j < 2; ++j)
            {
              m[i][j] = core[i][j];
              m[4 + i][6 + j] = -outside[i][2 + j];
            }
          for (unsigned j = 0; j < 4; ++j)
            {
              m[i][2 + j] = -inner[i][j];
              m[4 + i][2 + j] = shell[i][j];
            }
          right[4 + i] = outside[i][0];
        }
      // Tractions and displacements differ by ten orders: scale the rows of the former.
      for (const unsigned row : {2u, 3u, 6u, 7u})
        {
          for (double &entry : m[row])
            entry /= matrix.shear;
          right[row] /= matrix.shear;
        }
      return solve<8>(m, right)[7];
    };
    double low = std::min(inclusion.shear, matrix.shear), high = std::max(inclusion.shear, matrix.shear);
    const bool rises = disturbance(high) > disturbance(low);
    for (int i = 0; i < 200; ++i)
      {
        const double middle = std::sqrt(low * high);
        ((disturbance(middle) > 0) == rises ? high : low) = middle;
      }
    return std::sqrt(low * high);
  }
} // namespace

TEST(Spheroid, MomentsAreTheIntegralsThatDefineThem)
{
  // Midpoint sums with 200,000 points of a smooth integrand: error about (w / 200,000)^2 times its curvature, 2e-8 at w = 50.
  for (const double w : {0.01, 0.1, 0.7, 0.97, 0.98, 1., 1.02, 1.03, 1.6, 10., 50.})
    {
      double second = 0, fourth = 0;
      const unsigned n = 200000;
      for (unsigned i = 0; i < n; ++i)
        {
          const double t = (i + 0.5) / n, q = t * t / (w * w * (1 - t * t) + t * t);
          second += q / n;
          fourth += q * q / n;
        }
      EXPECT_NEAR(spheroid_moments(w).second, second, 3e-8) << w;
      EXPECT_NEAR(spheroid_moments(w).fourth, fourth, 3e-8) << w;
    }
  EXPECT_NEAR(spheroid_moments(1).second, 1. / 3, 1e-15);
  EXPECT_NEAR(spheroid_moments(1).fourth, 1. / 5, 1e-15);
  EXPECT_THROW(spheroid_moments(0), std::invalid_argument);
}

TEST(Spheroid, StrainConcentrationEqualsTheAverageOverDirections)
{
  // The midpoint rule with 4000 rings has an error of about 1e-4 for the longest fibre, whose integrand is narrow.
  const IsotropicModuli resin = isotropic_moduli(3e9, 0.35);
  for (const IsotropicModuli &filler : {isotropic_moduli(390e9, 0.23), isotropic_moduli(1e7, 0.49), isotropic_moduli(72e9, 0.17)})
    for (const double w : {0.05, 0.5, 1., 3., 20.})
      {
        const StrainConcentration expected = by_quadrature(filler, resin, w);
        const StrainConcentration computed = strain_concentration(filler, resin, spheroid_moments(w));
        EXPECT_NEAR(computed.bulk / expected.bulk, 1, 3e-4) << w;
        EXPECT_NEAR(computed.shear / expected.shear, 1, 3e-4) << w;
      }
}

TEST(ElasticEstimates, LieBetweenTheBoundsInTwentyThousandRandomCompositions)
{
  RandomCompound random(1);
  for (unsigned i = 0; i < 20000; ++i)
    {
      const IsotropicModuli resin = random.moduli();
      const unsigned n = random.count(1, 4);
      const auto spheres = random.inclusions(n, true, 0.95);
      const ModuliBounds bounds = hashin_shtrikman(resin, spheres);
      ASSERT_LE(bounds.lower.bulk, bounds.upper.bulk * (1 + 1e-12));
      ASSERT_LE(bounds.lower.shear, bounds.upper.shear * (1 + 1e-12));
      for (const ElasticScheme scheme : schemes_for_several)
        {
          const ElasticEstimate estimate = estimate_elasticity(scheme, resin, spheres);
          // 1e-7: error of the differential scheme's steps.
          SCOPED_TRACE(i);
          SCOPED_TRACE(static_cast<int>(scheme));
          expect_within(estimate.moduli.bulk, bounds.lower.bulk, bounds.upper.bulk, 1e-7);
          expect_within(estimate.moduli.shear, bounds.lower.shear, bounds.upper.shear, 1e-7);
        }
      if (::testing::Test::HasFailure())
        return;
    }
}

TEST(ElasticEstimates, OfOneSpheroidalFillerLieBetweenTheBounds)
{
  // With one filler the particles of all orientations stay within the bounds by Mori and Tanaka's estimate too (Norris, J. Appl. Mech. 56
  // (1989) 83).
  RandomCompound random(2);
  for (unsigned i = 0; i < 5000; ++i)
    {
      const IsotropicModuli resin = random.moduli();
      const auto particles = random.inclusions(1, false, 0.95);
      const ModuliBounds bounds = hashin_shtrikman(resin, particles);
      for (const ElasticScheme scheme : {ElasticScheme::mori_tanaka, ElasticScheme::differential})
        {
          const ElasticEstimate estimate = estimate_elasticity(scheme, resin, particles);
          SCOPED_TRACE(i);
          SCOPED_TRACE(static_cast<int>(scheme));
          expect_within(estimate.moduli.bulk, bounds.lower.bulk, bounds.upper.bulk, 1e-6);
          expect_within(estimate.moduli.shear, bounds.lower.shear, bounds.upper.shear, 1e-6);
        }
      if (::testing::Test::HasFailure())
        return;
    }
}

TEST(ElasticEstimates, ReachTheResinWithoutFillerAndTheFillerWithoutResin)
{
  RandomCompound random(3);
  for (unsigned i = 0; i < 2000; ++i)
    {
      const IsotropicModuli resin = isotropic_moduli(random.over_decades(1e8, 1e11), random.between(0, 0.45));
      const IsotropicModuli filler = isotropic_moduli(random.over_decades(1e8, 1e11), random.between(0, 0.45));
      for (const ElasticScheme scheme : all_schemes)
        {
          // The first-order change per fraction is at most about the contrast of 1000, times 1e-9.
          const ElasticEstimate none = estimate_elasticity(scheme, resin, {{filler, 1e-9, 1, 0}});
          EXPECT_NEAR(none.moduli.bulk / resin.bulk, 1, 1e-5);
          EXPECT_NEAR(none.moduli.shear / resin.shear, 1, 1e-5);
          EXPECT_NEAR(none.free_strain(1, {0}), 1, 1e-5);
          if (scheme == ElasticScheme::torquato)
            continue;
          const ElasticEstimate full = estimate_elasticity(scheme, resin, {{filler, 1 - 1e-9, 1, 0}});
          // In the differential scheme the effect of the resin falls like rest^(3K/(3K+4G)), slower for shear: (1e-9)^0.4 = 3e-4
          // times a contrast of 1000 at worst.
          const double tolerance = scheme == ElasticScheme::differential ? 0.3 : 2e-5;
          EXPECT_NEAR(std::log(full.moduli.bulk / filler.bulk), 0, tolerance);
          EXPECT_NEAR(std::log(full.moduli.shear / filler.shear), 0, tolerance);
        }
      if (::testing::Test::HasFailure())
        return;
    }
}

TEST(ElasticEstimates, OfEqualPhasesAreThosePhases)
{
  RandomCompound random(4);
  for (unsigned i = 0; i < 2000; ++i)
    {
      const IsotropicModuli resin = random.moduli();
      const double v = random.between(0, 0.6);
      for (const ElasticScheme scheme : all_schemes)
        {
          const ElasticEstimate estimate = estimate_elasticity(scheme, resin, {{resin, v, 1, 0}});
          EXPECT_NEAR(estimate.moduli.bulk / resin.bulk, 1, 1e-9);
          EXPECT_NEAR(estimate.moduli.shear / resin.shear, 1, 1e-9);
          EXPECT_NEAR(estimate.share[0], v, 1e-7); // rule of mixtures
        }
    }
}

TEST(ElasticEstimates, AFillerInTwoPartsEqualsTheFillerInOne)
{
  RandomCompound random(5);
  for (unsigned i = 0; i < 500; ++i)
    {
      const IsotropicModuli resin = random.moduli(), filler = random.moduli();
      const double v = random.between(0.1, 0.9), part = random.between(0.1, 0.9), w = random.over_decades(0.05, 20);
      for (const ElasticScheme scheme : {ElasticScheme::hashin_shtrikman_lower, ElasticScheme::hashin_shtrikman_upper,
                                         ElasticScheme::mori_tanaka, ElasticScheme::differential})
        {
          const ElasticEstimate once = estimate_elasticity(scheme, resin, {{filler, v, w, 0}});
          const ElasticEstimate twice = estimate_elasticity(scheme, resin, {{filler, part * v, w, 0}, {filler, (1 - part) * v, w, 0}});
          EXPECT_NEAR(once.moduli.bulk / twice.moduli.bulk, 1, 1e-12);
          EXPECT_NEAR(once.moduli.shear / twice.moduli.shear, 1, 1e-12);
          EXPECT_NEAR(once.share[0], twice.share[0] + twice.share[1], 1e-12);
        }
    }
}

TEST(ElasticEstimates, ExpansionOfOneFillerIsLevinsForEveryScheme)
{
  RandomCompound random(6);
  for (unsigned i = 0; i < 3000; ++i)
    {
      const IsotropicModuli resin = random.moduli();
      auto one = random.inclusions(1, true, 0.6);
      const double resin_slope = random.between(1e-6, 2e-4), filler_slope = random.between(-1e-6, 1e-4);
      if (std::abs(std::log(one[0].moduli.bulk / resin.bulk)) < 0.1)
        continue; // Levin's quotient loses its digits
      for (const ElasticScheme scheme : all_schemes)
        {
          const ElasticEstimate estimate = estimate_elasticity(scheme, resin, one);
          const double expected = levin(resin_slope, filler_slope, resin.bulk, one[0].moduli.bulk, estimate.moduli.bulk);
          EXPECT_NEAR(estimate.free_strain(resin_slope, {filler_slope}), expected, 1e-6 * 2e-4) << static_cast<int>(scheme);
          EXPECT_NEAR(estimate.resin_share + estimate.share[0], 1, 1e-9);
        }
      if (::testing::Test::HasFailure())
        return;
    }
}

TEST(ElasticEstimates, ExpansionLiesBetweenItsBounds)
{
  RandomCompound random(7);
  for (unsigned i = 0; i < 10000; ++i)
    {
      const IsotropicModuli resin = random.moduli();
      const auto spheres = random.inclusions(random.count(1, 4), true, 0.95);
      const double resin_slope = random.between(1e-6, 2e-4);
      std::vector<double> slopes;
      for (std::size_t k = 0; k < spheres.size(); ++k)
        slopes.push_back(random.between(-1e-6, 1e-4));
      const Estimate bounds = free_strain_bounds(resin, resin_slope, spheres, slopes);
      for (const ElasticScheme scheme : schemes_for_several)
        {
          const double value = estimate_elasticity(scheme, resin, spheres).free_strain(resin_slope, slopes);
          // 1e-6 of the largest slope: rounding under the root, and the steps of the differential scheme.
          EXPECT_GE(value, bounds.lower - 2e-10) << i << " " << static_cast<int>(scheme);
          EXPECT_LE(value, bounds.upper + 2e-10) << i << " " << static_cast<int>(scheme);
        }
      if (::testing::Test::HasFailure())
        return;
    }
}

TEST(ElasticEstimates, BoundsOnExpansionOfOneFillerAreLevinWithTheBoundsOfHashinAndShtrikman)
{
  RandomCompound random(8);
  for (unsigned i = 0; i < 2000; ++i)
    {
      const IsotropicModuli resin = isotropic_moduli(random.over_decades(1e7, 1e10), random.between(0.3, 0.49));
      const std::vector<ElasticInclusion> one = {
          {isotropic_moduli(random.over_decades(3e10, 4e11), random.between(0.1, 0.3)), random.between(0.05, 0.8), 1, 0}};
      const ModuliBounds bounds = hashin_shtrikman(resin, one);
      const double first = levin(60e-6, 1e-6, resin.bulk, one[0].moduli.bulk, bounds.lower.bulk);
      const double second = levin(60e-6, 1e-6, resin.bulk, one[0].moduli.bulk, bounds.upper.bulk);
      const Estimate computed = free_strain_bounds(resin, 60e-6, one, {1e-6});
      // The width of the bounds comes from a root of differences: half of the digits may be lost.
      EXPECT_NEAR(computed.lower, std::min(first, second), 1e-11);
      EXPECT_NEAR(computed.upper, std::max(first, second), 1e-11);
    }
}

TEST(MoriTanaka, OfOneSphericalFillerIsTheLowerBoundForStiffAndTheUpperForSoftParticles)
{
  const IsotropicModuli soft = isotropic_moduli(3e9, 0.35), stiff = isotropic_moduli(72e9, 0.17);
  for (const double v : {0.1, 0.5, 0.8})
    {
      const ElasticEstimate filled = estimate_elasticity(ElasticScheme::mori_tanaka, soft, {{stiff, v, 1, 0}});
      const ModuliBounds bounds = hashin_shtrikman(soft, {{stiff, v, 1, 0}});
      EXPECT_NEAR(filled.moduli.bulk / bounds.lower.bulk, 1, 1e-13);
      EXPECT_NEAR(filled.moduli.shear / bounds.lower.shear, 1, 1e-13);
      const ElasticEstimate toughened = estimate_elasticity(ElasticScheme::mori_tanaka, stiff, {{soft, v, 1, 0}});
      const ModuliBounds others = hashin_shtrikman(stiff, {{soft, v, 1, 0}});
      EXPECT_NEAR(toughened.moduli.bulk / others.upper.bulk, 1, 1e-13);
      EXPECT_NEAR(toughened.moduli.shear / others.upper.shear, 1, 1e-13);
    }
}

TEST(GeneralisedSelfConsistent, ShearModulusSolvesTheThreePhaseProblem)
{
  // The boundary value problem loses digits with the contrast; 1e-7 leaves room for 1e4.
  const IsotropicModuli resin = isotropic_moduli(3e9, 0.35), rubber = isotropic_moduli(20e6, 0.49);
  for (const IsotropicModuli &matrix : {resin, rubber})
    for (const IsotropicModuli &filler : {isotropic_moduli(72e9, 0.17), isotropic_moduli(390e9, 0.23), isotropic_moduli(1e9, 0.4)})
      for (const double v : {0.05, 0.3, 0.6, 0.75})
        {
          const ElasticEstimate estimate = estimate_elasticity(ElasticScheme::generalised_self_consistent, matrix, {{filler, v, 1, 0}});
          EXPECT_NEAR(estimate.moduli.shear / three_phase_shear(filler, matrix, v), 1, 1e-7) << v;
        }
}

TEST(Differential, OfRigidSpheresInAnIncompressibleResinIsBruggemansPower)
{
  // G = G_m (1 - v)^(-5/2): Roscoe, Br. J. Appl. Phys. 3 (1952) 267. Contrast 1e8 and nu = 0.4999999 are rigid and incompressible to 1e-5.
  const IsotropicModuli resin{1e13, 1e6}, filler{1e15, 1e15};
  for (const double v : {0.1, 0.3, 0.5})
    {
      const ElasticEstimate estimate = estimate_elasticity(ElasticScheme::differential, resin, {{filler, v, 1, 0}});
      EXPECT_NEAR(estimate.moduli.shear / resin.shear * std::pow(1 - v, 2.5), 1, 1e-4) << v;
    }
}

TEST(Torquato, AgreesWithTheThreePointBoundsToThirdOrderInTheContrast)
{
  // Bounds of Beran, Molyneux, Milton and Phan-Thien with the same two parameters of the microstructure (Milton and Phan-Thien, Proc. R.
  // Soc. A 380 (1982) 305). Estimate and both bounds have the same expansion to third order, so with ten times less contrast they come ten
  // thousand times closer.
  const auto gap = [](double contrast) {
    const double v = 0.4, u = 1 - v, zeta = 0.21068 * v - 0.04693 * v * v, eta = 0.48274 * v;
    const IsotropicModuli one{2, 1}, two{2 * (1 + contrast), 1 + 0.7 * contrast};
    const auto mean = [](double x, double y, double part) { return (1 - part) * x + part * y; };
    const double kv = mean(one.bulk, two.bulk, v), gv = mean(one.shear, two.shear, v);
    const double theta = (10 * gv * gv * mean(one.bulk, two.bulk, zeta) + 5 * gv * (3 * gv + 2 * kv) * mean(one.shear, two.shear, zeta) +
                          (3 * kv + gv) * (3 * kv + gv) * mean(one.shear, two.shear, eta)) /
                         ((kv + 2 * gv) * (kv + 2 * gv));
    const double bulk = kv - 3 * v * u * (two.bulk - one.bulk) * (two.bulk - one.bulk) /
                                 (3 * mean(one.bulk, two.bulk, u) + 4 * mean(one.shear, two.shear, zeta));
    const double shear = gv - 6 * v * u * (two.shear - one.shear) * (two.shear - one.shear) / (6 * mean(one.shear, two.shear, u) + theta);
    const ElasticEstimate estimate = estimate_elasticity(ElasticScheme::torquato, one, {{two, v, 1, 0}});
    return std::array<double, 2>{{std::abs(estimate.moduli.bulk - bulk), std::abs(estimate.moduli.shear - shear)}};
  };
  const auto coarse = gap(0.1), fine = gap(0.01);
  for (unsigned i = 0; i < 2; ++i)
    {
      EXPECT_GT(coarse[i], 1e-10); // otherwise there is nothing to compare
      EXPECT_NEAR(std::log10(coarse[i] / fine[i]), 4, 0.3);
    }
}

TEST(Torquato, LiesBetweenTheBoundsForParticlesStifferThanTheResin)
{
  RandomCompound random(9);
  for (unsigned i = 0; i < 5000; ++i)
    {
      const IsotropicModuli resin = isotropic_moduli(random.over_decades(1e6, 1e10), random.between(0.2, 0.495));
      const std::vector<ElasticInclusion> one = {
          {isotropic_moduli(random.over_decades(2e10, 5e11), random.between(0.1, 0.35)), random.between(0, 0.6), 1, 0}};
      const ModuliBounds bounds = hashin_shtrikman(resin, one);
      const ElasticEstimate estimate = estimate_elasticity(ElasticScheme::torquato, resin, one);
      expect_within(estimate.moduli.bulk, bounds.lower.bulk, bounds.upper.bulk, 1e-12);
      expect_within(estimate.moduli.shear, bounds.lower.shear, bounds.upper.shear, 1e-12);
      if (::testing::Test::HasFailure())
        return;
    }
}

TEST(Coupling, AStiffLayerIsAPerfectBondAndASoftLayerMakesTheParticleSoft)
{
  const IsotropicModuli sphere = isotropic_moduli(72e9, 0.17);
  EXPECT_NEAR(with_coupling(sphere, 1e30, 1e-6).bulk / sphere.bulk, 1, 1e-12);
  EXPECT_LT(with_coupling(sphere, 1, 1e-6).shear, 1e-5);
  // A sphere under pressure p: its own radius shrinks by p a / (3 K), the layer by p / s; both together by p a / (3 K').
  const double s = 1e16, a = 2e-6, p = 1e6;
  EXPECT_NEAR(p * a / (3 * with_coupling(sphere, s, a).bulk), p * a / (3 * sphere.bulk) + p / s, 1e-20);
}

TEST(ElasticEstimates, WrongInputIsRefused)
{
  const IsotropicModuli resin = isotropic_moduli(3e9, 0.35), silica = isotropic_moduli(72e9, 0.17);
  const auto refuses = [&](ElasticScheme scheme, const std::vector<ElasticInclusion> &inclusions) {
    EXPECT_THROW(estimate_elasticity(scheme, resin, inclusions), std::invalid_argument);
  };
  EXPECT_THROW(isotropic_moduli(-1e9, 0.3), std::invalid_argument);
  EXPECT_THROW(isotropic_moduli(1e9, 0.5), std::invalid_argument);
  refuses(ElasticScheme::mori_tanaka, {{silica, 0.6, 1, 0}, {silica, 0.4, 1, 0}});
  refuses(ElasticScheme::mori_tanaka, {{silica, -0.1, 1, 0}});
  refuses(ElasticScheme::mori_tanaka, {{{-1e9, 1e9}, 0.1, 1, 0}});
  refuses(ElasticScheme::generalised_self_consistent, {{silica, 0.3, 10, 0}});
  refuses(ElasticScheme::torquato, {{silica, 0.2, 1, 0}, {silica, 0.2, 1, 0}});
  refuses(ElasticScheme::torquato, {{silica, 0.7, 1, 0}});
  refuses(ElasticScheme::torquato, {{silica, 0.2, 0.1, 0}});
}
