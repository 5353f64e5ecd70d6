#include <materials/elasticity.h>
#include <tests/materials/tensor.h>
#include <tests/refusal.h>

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

using namespace sagitta::materials;
using sagitta::tests::normal_strain;
using sagitta::tests::rotated_about_z;
using sagitta::tests::table;

namespace
{
  const double eighth_turn = std::atan(1.);
  const double room = 298.15;

  CubicElasticity silicon(double angle)
  {
    return {TemperatureFunction(165.7e9), TemperatureFunction(63.9e9), TemperatureFunction(79.6e9), angle};
  }

  /// Woven board, with every constant different.
  OrthotropicElasticity board()
  {
    return {TemperatureFunction(24e9), TemperatureFunction(21e9), TemperatureFunction(9e9),
            TemperatureFunction(0.13), TemperatureFunction(0.39), TemperatureFunction(0.35),
            TemperatureFunction(5e9),  TemperatureFunction(3e9),  TemperatureFunction(2.5e9)};
  }

  /// The sentence with which a law refuses; empty when it does not.
  std::string refusal(const Elasticity &elasticity)
  {
    return sagitta::tests::refusal([&] { stiffness(elasticity, room); });
  }
} // namespace

TEST(IsotropicElasticity, UniaxialStressRecoversYoungsModulusAndPoissonsRatio)
{
  const OrthotropicStiffness c = isotropic_stiffness(20e9, 0.3);
  const auto strain = normal_strain(c, {{0, 1e6, 0}});
  EXPECT_NEAR(strain[1], 1e6 / 20e9, 1e-14 * 1e-3);
  EXPECT_NEAR(strain[0], -0.3 * 1e6 / 20e9, 1e-14 * 1e-3);
  EXPECT_NEAR(strain[2], -0.3 * 1e6 / 20e9, 1e-14 * 1e-3);
  EXPECT_DOUBLE_EQ(c.c66, 20e9 / 2.6);
}

TEST(IsotropicElasticity, IsTheSameInEveryDirectionOfThePlan)
{
  const OrthotropicStiffness c = isotropic_stiffness(130e9, 0.28);
  const auto turned = rotated_about_z(c, 0.3);
  for (unsigned i = 0; i < 6; ++i)
    for (unsigned j = 0; j < 6; ++j)
      EXPECT_NEAR(turned[i][j], table(c)[i][j], 1e-13 * c.c11);
}

TEST(IsotropicElasticity, RefusesImpossibleConstants)
{
  EXPECT_THROW(isotropic_stiffness(0, 0.3), std::invalid_argument);
  EXPECT_THROW(isotropic_stiffness(-1e9, 0.3), std::invalid_argument);
  EXPECT_THROW(isotropic_stiffness(std::nan(""), 0.3), std::invalid_argument);
  EXPECT_THROW(isotropic_stiffness(1e9, 0.5), std::invalid_argument);
  EXPECT_THROW(isotropic_stiffness(1e9, -1), std::invalid_argument);
  EXPECT_THROW(isotropic_stiffness(1e9, std::nan("")), std::invalid_argument);
  EXPECT_NE(refusal(IsotropicElasticity{TemperatureFunction(1e9), TemperatureFunction(0.6)}).find("Poisson"), std::string::npos);
}

TEST(IsotropicElasticity, FollowsItsTableOverTemperature)
{
  const IsotropicElasticity solder{TemperatureFunction({233.15, 298.15}, {57.4e9, 46.5e9}), TemperatureFunction(0.4)};
  const OrthotropicStiffness halfway = stiffness(solder, (233.15 + 298.15) / 2);
  EXPECT_NEAR(halfway.c44, (57.4e9 + 46.5e9) / 2 / 2.8, 1e-12 * 20e9);
}

TEST(CubicElasticity, AlongThePlanKeepsItsThreeConstants)
{
  const OrthotropicStiffness c = stiffness(silicon(0), room);
  for (const double diagonal : {c.c11, c.c22, c.c33})
    EXPECT_EQ(diagonal, 165.7e9);
  for (const double coupling : {c.c12, c.c13, c.c23})
    EXPECT_EQ(coupling, 63.9e9);
  for (const double shear : {c.c44, c.c55, c.c66})
    EXPECT_EQ(shear, 79.6e9);
}

TEST(CubicElasticity, RotatedBy45DegreesIsTheRotationOfTheFullTensor)
{
  const auto expected = rotated_about_z(stiffness(silicon(0), room), eighth_turn);
  const auto computed = table(stiffness(silicon(45 * eighth_turn / 45), room));
  for (unsigned i = 0; i < 6; ++i)
    for (unsigned j = 0; j < 6; ++j)
      EXPECT_NEAR(computed[i][j], expected[i][j], 1e-13 * 165.7e9) << i << ", " << j;
}

TEST(CubicElasticity, OfSiliconHasThePublishedEngineeringConstants)
{
  // Hopcroft, Nix and Kenny (2010): (100) wafer in <110> axes E_x = E_y = 169, E_z = 130 GPa, nu_xy 0.064, nu_xz 0.36,
  // G_xy 50.9, G_xz 79.6 GPa. Their roundings are the tolerances; nu_xy is the difference of compliances
  // given to three digits, 2 (s11 + s12) against s44, which leaves 0.003.
  const OrthotropicStiffness c = stiffness(silicon(eighth_turn), room);
  const auto along = normal_strain(c, {{1, 0, 0}});
  EXPECT_NEAR(1 / along[0], 169e9, 0.5e9);
  EXPECT_NEAR(-along[1] / along[0], 0.064, 0.003);
  EXPECT_NEAR(-along[2] / along[0], 0.36, 0.005);
  EXPECT_NEAR(1 / normal_strain(c, {{0, 0, 1}})[2], 130e9, 0.5e9);
  EXPECT_NEAR(c.c66, 50.9e9, 0.05e9);
  EXPECT_NEAR(c.c55, 79.6e9, 0.05e9);
}

TEST(CubicElasticity, RefusesAnyOtherAngleAndUnstableCrystals)
{
  EXPECT_NE(refusal(silicon(eighth_turn * 2 / 3)).find("30 degrees"), std::string::npos);
  EXPECT_NE(refusal(silicon(2 * eighth_turn)), "");
  CubicElasticity unstable = silicon(0);
  unstable.c12 = TemperatureFunction(170e9);
  EXPECT_NE(refusal(unstable).find("c11 > c12"), std::string::npos);
}

TEST(OrthotropicElasticity, UniaxialStressAlongEachAxisRecoversTheEngineeringConstants)
{
  const OrthotropicStiffness c = stiffness(board(), room);
  const double rounding = 1e-13 / 9e9;
  const auto x = normal_strain(c, {{1, 0, 0}});
  EXPECT_NEAR(x[0], 1 / 24e9, rounding);
  EXPECT_NEAR(x[1], -0.13 / 24e9, rounding);
  EXPECT_NEAR(x[2], -0.39 / 24e9, rounding);
  const auto y = normal_strain(c, {{0, 1, 0}});
  EXPECT_NEAR(y[0], -0.13 / 24e9, rounding); // symmetry of the compliance
  EXPECT_NEAR(y[1], 1 / 21e9, rounding);
  EXPECT_NEAR(y[2], -0.35 / 21e9, rounding);
  const auto z = normal_strain(c, {{0, 0, 1}});
  EXPECT_NEAR(z[0], -0.39 / 24e9, rounding);
  EXPECT_NEAR(z[1], -0.35 / 21e9, rounding);
  EXPECT_NEAR(z[2], 1 / 9e9, rounding);
  EXPECT_EQ(c.c44, 2.5e9);
  EXPECT_EQ(c.c55, 3e9);
  EXPECT_EQ(c.c66, 5e9);
  EXPECT_TRUE(c.is_positive_definite());
}

TEST(OrthotropicElasticity, WithIsotropicConstantsIsIsotropic)
{
  const TemperatureFunction young(20e9), poisson(0.3), shear(20e9 / 2.6);
  const auto computed = table(stiffness(OrthotropicElasticity{young, young, young, poisson, poisson, poisson, shear, shear, shear}, room));
  const auto expected = table(isotropic_stiffness(20e9, 0.3));
  for (unsigned i = 0; i < 6; ++i)
    for (unsigned j = 0; j < 6; ++j)
      EXPECT_NEAR(computed[i][j], expected[i][j], 1e-13 * expected[0][0]);
}

TEST(OrthotropicElasticity, RefusesConstantsThatAreNotPositiveDefinite)
{
  OrthotropicElasticity elasticity = board();
  elasticity.poisson_xz = TemperatureFunction(1.7); // 1.7^2 > 24/9
  EXPECT_NE(refusal(elasticity).find("not positive definite"), std::string::npos);

  elasticity = board();
  elasticity.young_y = TemperatureFunction(-21e9);
  EXPECT_NE(refusal(elasticity).find("must be positive"), std::string::npos);

  // Each pair is admissible, the three together are not: 0.9, 0.9 and 0.9 on equal moduli.
  const TemperatureFunction young(10e9), poisson(0.9), shear(4e9);
  EXPECT_NE(refusal(OrthotropicElasticity{young, young, young, poisson, poisson, poisson, shear, shear, shear}), "");

  // The limit of incompressibility is refused as well.
  const TemperatureFunction half(0.5);
  EXPECT_NE(refusal(OrthotropicElasticity{young, young, young, half, half, half, shear, shear, shear}), "");
}

TEST(StiffnessElasticity, IsUsedUnchangedOrRefused)
{
  const OrthotropicStiffness given = stiffness(board(), room);
  EXPECT_EQ(table(stiffness(StiffnessElasticity{given}, 500)), table(given));
  EXPECT_NE(refusal(StiffnessElasticity{OrthotropicStiffness{}}).find("not positive definite"), std::string::npos);
}

TEST(OrthotropicStiffness, ReportsWhetherItIsPositiveDefinite)
{
  OrthotropicStiffness c = isotropic_stiffness(1e9, 0.25);
  EXPECT_TRUE(c.is_positive_definite());
  c.c66 = 0;
  EXPECT_FALSE(c.is_positive_definite());
  c = isotropic_stiffness(1e9, 0.25);
  c.c12 = 1.01 * c.c11; // the strain (1, -1, 0) would give energy
  EXPECT_FALSE(c.is_positive_definite());
  c = isotropic_stiffness(1e9, 0.25);
  c.c12 = c.c13 = c.c23 = -0.6 * c.c11; // every pair is fine, the strain (1, 1, 1) is not
  EXPECT_FALSE(c.is_positive_definite());
  c = isotropic_stiffness(1e9, 0.25);
  c.c13 = std::nan("");
  EXPECT_FALSE(c.is_positive_definite());
}

TEST(OrthotropicStiffness, StressIsTheProductWithEngineeringStrain)
{
  const OrthotropicStiffness c = stiffness(board(), room);
  const std::array<double, 6> strain = {{1e-3, -2e-3, 3e-3, 4e-3, -5e-3, 6e-3}};
  const auto stress = c.stress(strain);
  for (unsigned i = 0; i < 6; ++i)
    {
      double expected = 0;
      for (unsigned j = 0; j < 6; ++j)
        expected += table(c)[i][j] * strain[j];
      EXPECT_NEAR(stress[i], expected, 1e-14 * 24e9 * 6e-3);
    }
}

TEST(OrthotropicStiffness, QuarterTurnIsTheRotationOfTheFullTensor)
{
  const OrthotropicStiffness c = stiffness(board(), room);
  const auto expected = rotated_about_z(c, 2 * eighth_turn);
  const auto computed = table(c.quarter_turned());
  for (unsigned i = 0; i < 6; ++i)
    for (unsigned j = 0; j < 6; ++j)
      EXPECT_NEAR(computed[i][j], expected[i][j], 1e-13 * c.c11);
}

TEST(OrthotropicStiffness, AddsAndScalesEveryConstant)
{
  const OrthotropicStiffness c = stiffness(board(), room);
  OrthotropicStiffness three = c;
  three += c;
  three *= 1.5;
  for (unsigned i = 0; i < 6; ++i)
    for (unsigned j = 0; j < 6; ++j)
      EXPECT_DOUBLE_EQ(table(three)[i][j], 3 * table(c)[i][j]);
}

TEST(Elasticity, DependsOnTemperatureOnlyWithATable)
{
  const TemperatureFunction falling({300, 400}, {2e9, 1e9});
  EXPECT_FALSE(depends_on_temperature(silicon(0)));
  EXPECT_FALSE(depends_on_temperature(board()));
  EXPECT_FALSE(depends_on_temperature(StiffnessElasticity{isotropic_stiffness(1e9, 0.3)}));
  EXPECT_FALSE(depends_on_temperature(IsotropicElasticity{TemperatureFunction(1e9), TemperatureFunction(0.3)}));
  EXPECT_TRUE(depends_on_temperature(IsotropicElasticity{falling, TemperatureFunction(0.3)}));
  OrthotropicElasticity orthotropic = board();
  orthotropic.shear_yz = falling;
  EXPECT_TRUE(depends_on_temperature(orthotropic));
  CubicElasticity cubic = silicon(0);
  cubic.c44 = falling;
  EXPECT_TRUE(depends_on_temperature(cubic));
}
