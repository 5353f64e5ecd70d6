// Laminates stacked along z: their sum, and what is left of it when plies are taken away.

#include <materials/engineering_constants.h>
#include <materials/homogenise/laminate.h>
#include <tests/materials/tensor.h>

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

using namespace sagitta::materials;
using sagitta::tests::table;

namespace
{
  /// Glass-cloth laminate: every constant different.
  Phase board()
  {
    const OrthotropicElasticity elasticity{TemperatureFunction(24e9), TemperatureFunction(21e9), TemperatureFunction(9e9),
                                           TemperatureFunction(0.13), TemperatureFunction(0.39), TemperatureFunction(0.35),
                                           TemperatureFunction(5e9),  TemperatureFunction(3e9),  TemperatureFunction(2.5e9)};
    return {stiffness(elasticity, 300), {{14e-6, 17e-6, 60e-6}}, {{0.9, 0.8, 0.3}}, 1800, 1100};
  }

  Phase copper()
  {
    return {isotropic_stiffness(110e9, 0.34), {{16.4e-6, 16.4e-6, 16.4e-6}}, {{390, 390, 390}}, 8960, 385};
  }

  Phase gel()
  {
    return {isotropic_stiffness(1e6, 0.49), {{200e-6, 200e-6, 200e-6}}, {{0.2, 0.2, 0.2}}, 1000, 1500};
  }

  void expect_equal(const Phase &computed, const Phase &expected, double tolerance)
  {
    for (unsigned i = 0; i < 6; ++i)
      for (unsigned j = 0; j < 6; ++j)
        {
          const auto c = table(expected.stiffness);
          EXPECT_NEAR(table(computed.stiffness)[i][j], c[i][j], tolerance * std::sqrt(c[i][i] * c[j][j])) << i << ", " << j;
        }
    for (unsigned i = 0; i < 3; ++i)
      {
        EXPECT_NEAR(computed.expansion[i], expected.expansion[i], tolerance * std::abs(expected.expansion[i])) << i;
        EXPECT_NEAR(computed.conductivity[i], expected.conductivity[i], tolerance * expected.conductivity[i]) << i;
      }
    EXPECT_NEAR(computed.density, expected.density, tolerance * expected.density);
    EXPECT_NEAR(computed.specific_heat, expected.specific_heat, tolerance * expected.specific_heat);
  }

  TEST(Laminate, OfTwoPliesEqualsMoriAndTanakasEstimateForSheets)
  {
    // Flat sheets are the exact laminate, by another route: polarisation of a sheet, and Levin's formula.
    for (const double share : {0.1, 0.5, 0.9})
      expect_equal(laminate({{share, copper()}, {1 - share, board()}}), homogenise(copper(), board(), share, Arrangement::sheet), 1e-12);
  }

  TEST(Laminate, HasTheEngineeringConstantsOfItsOnlyPly)
  {
    const EngineeringConstants constants = engineering_constants(laminate({{2., board()}}).stiffness);
    const double young[] = {24e9, 21e9, 9e9}, shear[] = {5e9, 3e9, 2.5e9}, poisson[] = {0.13, 0.39, 0.35};
    for (unsigned i = 0; i < 3; ++i)
      {
        EXPECT_NEAR(constants.young[i], young[i], 1e-12 * young[i]);
        EXPECT_NEAR(constants.shear[i], shear[i], 1e-12 * shear[i]);
        EXPECT_NEAR(constants.poisson[i], poisson[i], 1e-12);
      }
  }

  TEST(Laminate, LessItsOtherPliesIsThePlyThatIsLeft)
  {
    const std::vector<Ply> others = {{0.2e-3, copper()}, {0.3e-3, board()}};
    for (const Phase &ply : {board(), copper(), gel()})
      {
        std::vector<Ply> all = others;
        all.push_back({0.1e-3, ply});
        // A ply of gel is 1e-5 of the stiffness in the plane of the whole, and rounding 1e-16 of it.
        expect_equal(remaining_ply({0.6e-3, laminate(all)}, others), ply, 1e-9);
      }
  }

  TEST(Laminate, ThinnerThanItsPliesIsRefused)
  {
    EXPECT_THROW(remaining_ply({0.1e-3, copper()}, {{0.1e-3, board()}}), std::invalid_argument);
    EXPECT_THROW(laminate({}), std::invalid_argument);
  }
} // namespace
