#include <materials/homogenise/homogenise.h>
#include <tests/materials/tensor.h>
#include <tests/refusal.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>

using namespace sagitta::materials;
using sagitta::tests::normal_strain;
using sagitta::tests::table;

namespace
{
  const Arrangement every_arrangement[] = {Arrangement::sheet, Arrangement::lines_x, Arrangement::lines_y, Arrangement::posts,
                                           Arrangement::mesh};
  const double fractions[] = {0.05, 0.3, 0.5, 0.8, 0.99};

  Phase copper()
  {
    return {isotropic_stiffness(110e9, 0.34), {{16.4e-6, 16.4e-6, 16.4e-6}}, {{390, 390, 390}}, 8960, 385};
  }

  Phase polyimide()
  {
    return {isotropic_stiffness(3.45e9, 0.33), {{35e-6, 35e-6, 35e-6}}, {{0.2, 0.2, 0.2}}, 1400, 1100};
  }

  /// Glass-cloth laminate: every constant different.
  Phase board()
  {
    const OrthotropicElasticity elasticity{TemperatureFunction(24e9), TemperatureFunction(21e9), TemperatureFunction(9e9),
                                           TemperatureFunction(0.13), TemperatureFunction(0.39), TemperatureFunction(0.35),
                                           TemperatureFunction(5e9),  TemperatureFunction(3e9),  TemperatureFunction(2.5e9)};
    return {stiffness(elasticity, 300), {{14e-6, 17e-6, 60e-6}}, {{0.9, 0.8, 0.3}}, 1800, 1100};
  }

  Phase silicon(double angle)
  {
    const CubicElasticity elasticity{TemperatureFunction(165.7e9), TemperatureFunction(63.9e9), TemperatureFunction(79.6e9), angle};
    return {stiffness(elasticity, 300), {{2.6e-6, 2.6e-6, 2.6e-6}}, {{148, 148, 148}}, 2330, 706};
  }

  void expect_equal(const Phase &computed, const Phase &expected, double tolerance)
  {
    for (unsigned i = 0; i < 6; ++i)
      for (unsigned j = 0; j < 6; ++j)
        EXPECT_NEAR(table(computed.stiffness)[i][j], table(expected.stiffness)[i][j], tolerance * expected.stiffness.c33) << i << ", " << j;
    for (unsigned i = 0; i < 3; ++i)
      {
        EXPECT_NEAR(computed.expansion[i], expected.expansion[i], tolerance * std::abs(expected.expansion[i]));
        EXPECT_NEAR(computed.conductivity[i], expected.conductivity[i], tolerance * expected.conductivity[i]);
      }
    EXPECT_NEAR(computed.density, expected.density, tolerance * expected.density);
    EXPECT_NEAR(computed.specific_heat, expected.specific_heat, tolerance * expected.specific_heat);
  }

  double energy(const OrthotropicStiffness &c, const std::array<double, 6> &strain)
  {
    const auto stress = c.stress(strain);
    double sum = 0;
    for (unsigned i = 0; i < 6; ++i)
      sum += stress[i] * strain[i];
    return sum;
  }

  double complementary_energy(const OrthotropicStiffness &c, const std::array<double, 6> &stress)
  {
    const auto strain = normal_strain(c, {{stress[0], stress[1], stress[2]}});
    return strain[0] * stress[0] + strain[1] * stress[1] + strain[2] * stress[2] + stress[3] * stress[3] / c.c44 +
           stress[4] * stress[4] / c.c55 + stress[5] * stress[5] / c.c66;
  }

  std::string refusal(const Phase &inclusion, const Phase &matrix, double fraction)
  {
    return sagitta::tests::refusal([&] { homogenise(inclusion, matrix, fraction, Arrangement::lines_x); });
  }
} // namespace

TEST(HomogenisedLayer, WithoutInclusionIsTheMatrixAndWithoutMatrixTheInclusion)
{
  for (const Arrangement arrangement : every_arrangement)
    {
      expect_equal(homogenise(copper(), board(), 0, arrangement), board(), 0);
      expect_equal(homogenise(copper(), board(), 1, arrangement), copper(), 0);
    }
}

TEST(HomogenisedLayer, ApproachesItsPhasesContinuously)
{
  // The change with the fraction is at most the ratio of the phases per unit of fraction: 390 / 0.2 for conduction, times 2.
  const double small = 1e-10;
  for (const Arrangement arrangement : every_arrangement)
    {
      expect_equal(homogenise(copper(), polyimide(), small, arrangement), polyimide(), small * 4000);
      expect_equal(homogenise(copper(), polyimide(), 1 - small, arrangement), copper(), small * 4000);
    }
}

TEST(HomogenisedLayer, OfEqualPhasesIsThatPhase)
{
  for (const Arrangement arrangement : every_arrangement)
    expect_equal(homogenise(board(), board(), 0.4, arrangement), board(), 1e-13);
}

TEST(HomogenisedLayer, LiesBetweenReussAndVoigt)
{
  std::mt19937 generator(7);
  std::normal_distribution<double> normal;
  const double rounding = 1 + 1e-12;
  for (const auto &[inclusion, matrix] : {std::pair(copper(), polyimide()), std::pair(polyimide(), copper()), std::pair(copper(), board()),
                                          std::pair(copper(), silicon(std::atan(1.)))})
    for (const Arrangement arrangement : every_arrangement)
      for (const double f : fractions)
        {
          const Phase effective = homogenise(inclusion, matrix, f, arrangement);
          EXPECT_TRUE(effective.stiffness.is_positive_definite());
          for (unsigned sample = 0; sample < 50; ++sample)
            {
              std::array<double, 6> v;
              for (double &entry : v)
                entry = normal(generator);
              EXPECT_LE(energy(effective.stiffness, v),
                        rounding * (f * energy(inclusion.stiffness, v) + (1 - f) * energy(matrix.stiffness, v)));
              EXPECT_LE(complementary_energy(effective.stiffness, v), rounding * (f * complementary_energy(inclusion.stiffness, v) +
                                                                                  (1 - f) * complementary_energy(matrix.stiffness, v)));
            }
          for (unsigned i = 0; i < 3; ++i)
            {
              EXPECT_LE(effective.conductivity[i], rounding * (f * inclusion.conductivity[i] + (1 - f) * matrix.conductivity[i]));
              EXPECT_GE(effective.conductivity[i] * rounding, 1 / (f / inclusion.conductivity[i] + (1 - f) / matrix.conductivity[i]));
            }
        }
}

TEST(HomogenisedSheet, HasTheStiffnessOfALaminateOfOrthotropicPhases)
{
  // Backus, J. Geophys. Res. 67 (1962) 4427, in orthotropic form: means over the layers of 1/c33, ci3/c33 and cij - ci3 cj3/c33.
  for (const double f : fractions)
    {
      const OrthotropicStiffness a = copper().stiffness, b = board().stiffness;
      const auto mean = [f](double in_a, double in_b) { return f * in_a + (1 - f) * in_b; };
      const double soft = mean(1 / a.c33, 1 / b.c33);
      const double x = mean(a.c13 / a.c33, b.c13 / b.c33), y = mean(a.c23 / a.c33, b.c23 / b.c33);
      OrthotropicStiffness expected;
      expected.c33 = 1 / soft;
      expected.c13 = x / soft;
      expected.c23 = y / soft;
      expected.c11 = mean(a.c11 - a.c13 * a.c13 / a.c33, b.c11 - b.c13 * b.c13 / b.c33) + x * x / soft;
      expected.c22 = mean(a.c22 - a.c23 * a.c23 / a.c33, b.c22 - b.c23 * b.c23 / b.c33) + y * y / soft;
      expected.c12 = mean(a.c12 - a.c13 * a.c23 / a.c33, b.c12 - b.c13 * b.c23 / b.c33) + x * y / soft;
      expected.c44 = 1 / mean(1 / a.c44, 1 / b.c44);
      expected.c55 = 1 / mean(1 / a.c55, 1 / b.c55);
      expected.c66 = mean(a.c66, b.c66);
      const auto computed = homogenise(copper(), board(), f, Arrangement::sheet).stiffness;
      for (unsigned i = 0; i < 6; ++i)
        for (unsigned j = 0; j < 6; ++j)
          EXPECT_NEAR(table(computed)[i][j], table(expected)[i][j], 1e-12 * a.c11) << i << ", " << j << " at " << f;
    }
}

TEST(HomogenisedSheet, ExpandsAsAFreeLaminateWhoseLayersShareTheirInPlaneStrain)
{
  // Plane stress in each layer: sum of f Q (e - alpha) = 0 in the plane; then each layer's e_zz from zero traction.
  const double f = 0.35;
  const Phase phases[2] = {copper(), board()};
  const double share[2] = {f, 1 - f};
  double q11 = 0, q12 = 0, q22 = 0, n1 = 0, n2 = 0;
  for (unsigned p = 0; p < 2; ++p)
    {
      const OrthotropicStiffness &c = phases[p].stiffness;
      const auto &alpha = phases[p].expansion;
      const double r11 = c.c11 - c.c13 * c.c13 / c.c33, r12 = c.c12 - c.c13 * c.c23 / c.c33, r22 = c.c22 - c.c23 * c.c23 / c.c33;
      q11 += share[p] * r11;
      q12 += share[p] * r12;
      q22 += share[p] * r22;
      n1 += share[p] * (r11 * alpha[0] + r12 * alpha[1]);
      n2 += share[p] * (r12 * alpha[0] + r22 * alpha[1]);
    }
  const double determinant = q11 * q22 - q12 * q12;
  const double x = (q22 * n1 - q12 * n2) / determinant, y = (q11 * n2 - q12 * n1) / determinant;
  double z = 0;
  for (unsigned p = 0; p < 2; ++p)
    {
      const OrthotropicStiffness &c = phases[p].stiffness;
      const auto &alpha = phases[p].expansion;
      z += share[p] * (alpha[2] - (c.c13 * (x - alpha[0]) + c.c23 * (y - alpha[1])) / c.c33);
    }
  const auto computed = homogenise(copper(), board(), f, Arrangement::sheet).expansion;
  EXPECT_NEAR(computed[0], x, 1e-12 * x);
  EXPECT_NEAR(computed[1], y, 1e-12 * y);
  EXPECT_NEAR(computed[2], z, 1e-12 * z);
}

TEST(HomogenisedSheet, ConductsInParallelInThePlaneAndInSeriesAcross)
{
  const auto k = homogenise(copper(), board(), 0.35, Arrangement::sheet).conductivity;
  EXPECT_NEAR(k[0], 0.35 * 390 + 0.65 * 0.9, 1e-12 * 390);
  EXPECT_NEAR(k[1], 0.35 * 390 + 0.65 * 0.8, 1e-12 * 390);
  EXPECT_NEAR(k[2], 1 / (0.35 / 390 + 0.65 / 0.3), 1e-12);
}

TEST(HomogenisedSheet, DoesNotDependOnWhichPhaseIsTheMatrix)
{
  expect_equal(homogenise(copper(), board(), 0.35, Arrangement::sheet), homogenise(board(), copper(), 0.65, Arrangement::sheet), 1e-12);
}

TEST(HomogenisedFibres, AreCompositeCylindersOfIsotropicPhases)
{
  // Hashin, J. Appl. Mech. 46 (1979) 543: composite cylinders, and Hashin's lower bound for the shear across stiffer fibres.
  const double ef = 110e9, nf = 0.34, em = 3.45e9, nm = 0.33;
  const double gf = ef / (2 * (1 + nf)), gm = em / (2 * (1 + nm));
  const double kf = gf / (1 - 2 * nf), km = gm / (1 - 2 * nm); // plane-strain bulk moduli
  const double bulk_f = ef / (3 * (1 - 2 * nf)), bulk_m = em / (3 * (1 - 2 * nm));
  for (const double f : fractions)
    {
      const double m = 1 - f;
      const double contrast = m / kf + f / km + 1 / gm;
      const double young = f * ef + m * em + 4 * f * m * (nf - nm) * (nf - nm) / contrast;
      const double poisson = f * nf + m * nm + f * m * (nf - nm) * (1 / km - 1 / kf) / contrast;
      const double bulk = km + f / (1 / (kf - km) + m / (km + gm));
      const double shear_along = gm * (gf * (1 + f) + gm * m) / (gf * m + gm * (1 + f));
      const double shear_across = gm + f / (1 / (gf - gm) + m * (km + 2 * gm) / (2 * gm * (km + gm)));
      // Rosen and Hashin, Int. J. Eng. Sci. 8 (1970) 157.
      const double levin = (16.4e-6 - 35e-6) / (1 / bulk_f - 1 / bulk_m);
      const double mean_alpha = f * 16.4e-6 + m * 35e-6, mean_soft = f / bulk_f + m / bulk_m;
      const double alpha_along = mean_alpha + levin * (3 * (1 - 2 * poisson) / young - mean_soft);
      const double alpha_across = mean_alpha + levin * (3 / (2 * bulk) - 3 * (1 - 2 * poisson) * poisson / young - mean_soft);

      const Phase posts = homogenise(copper(), polyimide(), f, Arrangement::posts);
      const auto along = normal_strain(posts.stiffness, {{0, 0, 1}});
      EXPECT_NEAR(1 / along[2], young, 1e-11 * young);
      EXPECT_NEAR(-along[0] / along[2], poisson, 1e-11);
      EXPECT_NEAR((posts.stiffness.c11 + posts.stiffness.c12) / 2, bulk, 1e-11 * bulk);
      EXPECT_NEAR(posts.stiffness.c44, shear_along, 1e-12 * shear_along);
      EXPECT_NEAR(posts.stiffness.c55, shear_along, 1e-12 * shear_along);
      EXPECT_NEAR(posts.stiffness.c66, shear_across, 1e-12 * shear_across);
      EXPECT_NEAR((posts.stiffness.c11 - posts.stiffness.c12) / 2, shear_across, 1e-11 * shear_across);
      EXPECT_NEAR(posts.expansion[2], alpha_along, 1e-11 * alpha_along);
      EXPECT_NEAR(posts.expansion[0], alpha_across, 1e-11 * alpha_across);
      EXPECT_NEAR(posts.conductivity[2], f * 390 + m * 0.2, 1e-12 * 390);
      EXPECT_NEAR(posts.conductivity[0], 0.2 * (390 * (1 + f) + 0.2 * m) / (390 * m + 0.2 * (1 + f)), 1e-11 * posts.conductivity[0]);
    }
}

TEST(HomogenisedFibres, AreAlongTheDirectionOfTheirName)
{
  const Phase posts = homogenise(copper(), polyimide(), 0.3, Arrangement::posts);
  const Phase x = homogenise(copper(), polyimide(), 0.3, Arrangement::lines_x);
  const Phase y = homogenise(copper(), polyimide(), 0.3, Arrangement::lines_y);
  // Isotropic phases: the same constants with the axes exchanged.
  const OrthotropicStiffness &p = posts.stiffness;
  Phase expected = posts;
  expected.stiffness = {p.c33, p.c22, p.c11, p.c23, p.c13, p.c12, p.c66, p.c55, p.c44};
  std::swap(expected.expansion[0], expected.expansion[2]);
  std::swap(expected.conductivity[0], expected.conductivity[2]);
  expect_equal(x, expected, 1e-12);
  expected.stiffness = expected.stiffness.quarter_turned();
  std::swap(expected.expansion[0], expected.expansion[1]);
  std::swap(expected.conductivity[0], expected.conductivity[1]);
  expect_equal(y, expected, 1e-12);
}

TEST(HomogenisedFibres, InAnOrthotropicMatrixFollowTheStretchedPlane)
{
  // Stretching x by sqrt(ky/kx) makes the matrix isotropic and the circle an ellipse, whose depolarisation is known:
  // P_x = 1 / (sqrt(kx) (sqrt(kx) + sqrt(ky))). Shear along the fibre obeys the same equation with c55, c44.
  const auto expected = [](double inclusion, double along, double across, double f) {
    const double p = 1 / (std::sqrt(along) * (std::sqrt(along) + std::sqrt(across)));
    const double dilute = 1 / (1 + p * (inclusion - along));
    return along + f * (inclusion - along) * dilute / (1 - f + f * dilute);
  };
  Phase matrix = board();
  matrix.conductivity = {{9, 1, 4}};
  matrix.stiffness.c55 = 4 * matrix.stiffness.c44;
  const double f = 0.25;
  const Phase effective = homogenise(copper(), matrix, f, Arrangement::posts);
  const double g = copper().stiffness.c44;
  // The midpoint rule with 256 points on the circle errs by ((3-1)/(3+1))^256, nothing.
  EXPECT_NEAR(effective.conductivity[0], expected(390, 9, 1, f), 1e-11 * 390);
  EXPECT_NEAR(effective.conductivity[1], expected(390, 1, 9, f), 1e-11 * 390);
  EXPECT_NEAR(effective.stiffness.c55, expected(g, matrix.stiffness.c55, matrix.stiffness.c44, f), 1e-11 * g);
  EXPECT_NEAR(effective.stiffness.c44, expected(g, matrix.stiffness.c44, matrix.stiffness.c55, f), 1e-11 * g);
}

TEST(HomogenisedFibres, OfCopperInSiliconRotateWithTheCrystal)
{
  const double eighth_turn = std::atan(1.);
  const Phase along = homogenise(copper(), silicon(0), 0.2, Arrangement::posts);
  const Phase turned = homogenise(copper(), silicon(eighth_turn), 0.2, Arrangement::posts);
  const auto expected = sagitta::tests::rotated_about_z(along.stiffness, eighth_turn);
  for (unsigned i = 0; i < 6; ++i)
    for (unsigned j = 0; j < 6; ++j)
      EXPECT_NEAR(table(turned.stiffness)[i][j], expected[i][j], 1e-12 * 165.7e9) << i << ", " << j;
}

TEST(HomogenisedMesh, IsTheLaminateOfBothDirections)
{
  const Phase x = homogenise(copper(), polyimide(), 0.4, Arrangement::lines_x);
  const Phase y = homogenise(copper(), polyimide(), 0.4, Arrangement::lines_y);
  const Phase mesh = homogenise(copper(), polyimide(), 0.4, Arrangement::mesh);
  const auto plane_stress = [](const OrthotropicStiffness &c) {
    return std::array<double, 3>{{c.c11 - c.c13 * c.c13 / c.c33, c.c12 - c.c13 * c.c23 / c.c33, c.c66}};
  };
  const auto of_x = plane_stress(x.stiffness), of_y = plane_stress(y.stiffness), of_mesh = plane_stress(mesh.stiffness);
  for (unsigned i = 0; i < 3; ++i)
    EXPECT_NEAR(of_mesh[i], (of_x[i] + of_y[i]) / 2, 1e-12 * of_x[0]);
  EXPECT_NEAR(mesh.stiffness.c11, mesh.stiffness.c22, 1e-12 * mesh.stiffness.c11);
  EXPECT_NEAR(mesh.stiffness.c44, mesh.stiffness.c55, 1e-12 * mesh.stiffness.c44);
  EXPECT_NEAR(mesh.stiffness.c44, 2 / (1 / x.stiffness.c44 + 1 / y.stiffness.c44), 1e-12 * mesh.stiffness.c44);
  EXPECT_NEAR(mesh.expansion[0], mesh.expansion[1], 1e-12 * mesh.expansion[0]);
  EXPECT_GT(mesh.expansion[0], x.expansion[0]); // between the copper-like and the polymer-like direction
  EXPECT_LT(mesh.expansion[0], x.expansion[1]);
  EXPECT_NEAR(mesh.conductivity[0], (x.conductivity[0] + y.conductivity[0]) / 2, 1e-12 * mesh.conductivity[0]);
  EXPECT_NEAR(mesh.conductivity[2], x.conductivity[2], 1e-12 * x.conductivity[2]);
}

TEST(HomogenisedLayer, ConservesMassAndHeat)
{
  for (const Arrangement arrangement : every_arrangement)
    {
      const Phase effective = homogenise(copper(), polyimide(), 0.3, arrangement);
      EXPECT_NEAR(effective.density, 0.3 * 8960 + 0.7 * 1400, 1e-10);
      EXPECT_NEAR(effective.density * effective.specific_heat, 0.3 * 8960 * 385 + 0.7 * 1400 * 1100, 1e-6);
    }
}

TEST(HomogenisedLayer, OmitsOnlyPropertiesThatDependOnAnUnknownConstant)
{
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const Phase known = homogenise(copper(), polyimide(), 0.3, Arrangement::mesh);

  Phase matrix = polyimide();
  matrix.conductivity = {{unknown, unknown, unknown}};
  matrix.specific_heat = unknown;
  Phase effective = homogenise(copper(), matrix, 0.3, Arrangement::mesh);
  EXPECT_TRUE(std::isnan(effective.conductivity[2]));
  EXPECT_TRUE(std::isnan(effective.specific_heat));
  EXPECT_EQ(table(effective.stiffness), table(known.stiffness));
  EXPECT_EQ(effective.expansion, known.expansion);
  EXPECT_EQ(effective.density, known.density);

  matrix = polyimide();
  matrix.stiffness *= unknown;
  effective = homogenise(copper(), matrix, 0.3, Arrangement::mesh);
  EXPECT_TRUE(std::isnan(effective.stiffness.c11));
  EXPECT_TRUE(std::isnan(effective.expansion[0]));
  EXPECT_EQ(effective.conductivity, known.conductivity);
}

TEST(HomogenisedLayer, RefusesAnythingButAMixtureOfTwoSolids)
{
  EXPECT_NE(refusal(copper(), polyimide(), -0.1).find("between 0 and 1"), std::string::npos);
  EXPECT_NE(refusal(copper(), polyimide(), 1.1).find("between 0 and 1"), std::string::npos);
  EXPECT_NE(refusal(copper(), polyimide(), std::nan("")).find("between 0 and 1"), std::string::npos);
  Phase wrong = polyimide();
  wrong.stiffness = OrthotropicStiffness{};
  EXPECT_NE(refusal(copper(), wrong, 0.3).find("matrix of a homogenised layer is not positive definite"), std::string::npos);
  EXPECT_NE(refusal(wrong, polyimide(), 0.3).find("inclusion"), std::string::npos);
  wrong = polyimide();
  wrong.conductivity[1] = 0;
  EXPECT_NE(refusal(copper(), wrong, 0.3).find("conductivity of the matrix"), std::string::npos);
  wrong = polyimide();
  wrong.density = -1;
  EXPECT_NE(refusal(copper(), wrong, 0.3).find("matrix"), std::string::npos);
  wrong = polyimide();
  wrong.expansion[2] = std::numeric_limits<double>::infinity();
  EXPECT_NE(refusal(copper(), wrong, 0.3).find("expansion"), std::string::npos);
}
