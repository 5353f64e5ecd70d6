// The plate cell: one bump with the whole of the plates that it joins.

#include <tests/verification_record.h>

#include <materials/homogenise/halves.h>
#include <solver/cell/bump_solver.h>
#include <solver/cell/plate_cell.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace
{
  using namespace sagitta;
  using materials::BumpCell;
  using materials::CellPhases;
  using materials::Phase;
  using materials::Plate;

  Phase solid(double young, double poisson, double expansion)
  {
    return {materials::isotropic_stiffness(young, poisson), {{expansion, expansion, expansion}}, {{1, 1, 1}}, 1, 1};
  }

  const Phase copper = solid(110e9, 0.34, 17e-6), soft = solid(0.1e9, 0.3, 80e-6), substrate = solid(22e9, 0.3, 15e-6),
              die = solid(130e9, 0.28, 2.6e-6);

  /// Pitch 1, diameter 0.5, height 0.4.
  BumpCell bump_between(double below, double above)
  {
    BumpCell cell;
    cell.pitch = {{1, 1}};
    cell.pieces = {{0.4, 0.5, 0, 1}};
    cell.below = {{below, 2, false}};
    cell.above = {{above, 3, false}};
    return cell;
  }

  TEST(PlateCell, OfPlainLayersIsTheirLaminate)
  {
    const BumpCell cell = bump_between(0.7, 0.3);
    const CellPhases phases{{copper}, {copper}, {{0.7, substrate}}, {{0.3, die}}};
    const Plate solved = cell::solve_plate(cell::BumpSolver(cell).space(), cell::list_phases(phases)),
                exact = materials::plate_of({{0.7, substrate}, {0.4, copper}, {0.3, die}});
    // The fields are quadratic, as the elements are.
    for (unsigned i = 0; i < 4; ++i)
      {
        for (unsigned j = 0; j < 4; ++j)
          EXPECT_NEAR(solved.stiffness[i][j], exact.stiffness[i][j], 1e-9 * exact.stiffness[0][0]) << i << ", " << j;
        EXPECT_NEAR(solved.thermal[i], exact.thermal[i], 1e-9 * exact.thermal[0]) << i;
      }
    for (unsigned i = 0; i < 2; ++i)
      for (unsigned j = 0; j < 2; ++j)
        EXPECT_NEAR(solved.shear[i][j], exact.shear[i][j], 1e-9 * exact.shear[0][0]) << i << ", " << j;
  }

  /// Curvature with the homogenised layer over that with the bump, less one: of one layer, and of its halves.
  std::array<double, 2> errors_of(double below, double above)
  {
    const CellPhases phases{{copper}, {soft}, {{below, substrate}}, {{above, die}}};
    const Plate bumps = cell::solve_plate(cell::BumpSolver(bump_between(below, above)).space(), cell::list_phases(phases));
    const double near_below = std::min(0.5, below), near_above = std::min(0.5, above);
    const Phase layer =
        cell::BumpSolver(bump_between(near_below, near_above)).layer({{copper}, {soft}, {{near_below, substrate}}, {{near_above, die}}});
    const std::array<Phase, 2> halves = materials::halve({0.4, layer}, bumps, phases.below, phases.above);
    const Plate whole = materials::plate_of({{below, substrate}, {0.4, layer}, {above, die}}),
                halved = materials::plate_of({{below, substrate}, {0.2, halves[0]}, {0.2, halves[1]}, {above, die}});
    for (unsigned i = 0; i < 4; ++i)
      {
        for (unsigned j = 0; j < 2; ++j) // resultants of strains and moments of strains
          EXPECT_NEAR(halved.stiffness[i][j], bumps.stiffness[i][j], 1e-9 * bumps.stiffness[0][0]) << i << ", " << j;
        EXPECT_NEAR(halved.thermal[i], bumps.thermal[i], 1e-9 * bumps.thermal[0]) << i;
      }
    const double expected = bumps.free_deformation()[2];
    return {{whole.free_deformation()[2] / expected - 1, halved.free_deformation()[2] / expected - 1}};
  }

  TEST(PlateCell, ReportsTheErrorOfLargeArrays)
  {
    const auto [thick, thick_halves] = errors_of(1.5, 1);
    const auto [thin, thin_halves] = errors_of(0.4, 0.3);
    // Packages of 10 x 10 resolved bumps: -0.8 % on thick plates, of which an array of 16 x 16 has left -0.4 % by its edge; +1.8 % on thin
    // plates, which bumps stiffen where they stand.
    EXPECT_NEAR(thick, 0, 0.01);
    EXPECT_GT(thin, 0.01);
    EXPECT_LT(thin, 0.04);
    EXPECT_LT(std::abs(thin_halves), 0.8 * thin) << "halves are for thin plates";
    EXPECT_NEAR(thick_halves, 0, 0.01);
    tests::record(
        {"thick plates", 100 * thick, -0.4, "%", "1 % of the warpage", "16 x 16 resolved bumps by numpy", "docs/theory/bump_layers.md"});
    tests::record({"thin plates", 100 * thin, 2.2, "%", "between 1 and 4 %", "resolved bumps by numpy", "docs/theory/bump_layers.md"});
    tests::record({"thin plates, halves", 100 * thin_halves, 0, "%", "less than 0.8 of one layer", "the plate cell itself",
                   "docs/theory/bump_layers.md"});
  }
} // namespace
