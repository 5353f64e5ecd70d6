// Fields for output of round parts, whose rim no mesh line follows.

#include <tests/verification/solved_case.h>

#include <solver/evaluation/round_rim.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  constexpr double wafer_radius = 2e-3, wafer_strain = 10e-6 * 100;

  /// A round plate that expands freely, on a mesh of rectangles, with a square plate below it.
  const std::string wafer = R"(sagitta: 1
package:
  outline: {size: [4.2 mm, 4.2 mm]}
  stress_free_temperature: 20 degC
  layers:
    - {name: carrier, thickness: 0.1 mm, material: m}
    - {name: wafer, thickness: 0.2 mm, material: m, outline: {diameter: 4 mm}}
materials: {m: {young: 10 GPa, poisson: 0.3, cte: 10 ppm/K}}
states: [{name: hot, temperature: 120 degC}]
mesh: {plan: {lattice: [10, 10]}, symmetry: none}
solver: {method: direct, tolerance: 1e-12}
)";

  TEST(RoundRim, OfTheFieldsIsTheCircleAndHasTheDisplacementThere)
  {
    const SolvedCase solved(wafer);
    const results::FieldPiece piece = evaluation::make_fields(solved.state(), evaluation::survey(solved.state(), true));
    std::size_t on_rim = 0;
    std::vector<double> angles;
    for (std::size_t cell = 0; cell < piece.part_ids.size(); ++cell)
      for (unsigned node = 0; node < 27; ++node)
        {
          const std::size_t point = static_cast<std::size_t>(piece.connectivity[27 * cell + node]);
          const double *at = &piece.points[3 * point], *u = &piece.point_fields[0].data[3 * point];
          for (unsigned axis = 0; axis < 2; ++axis) // about the centre, which does not move
            EXPECT_NEAR(u[axis], wafer_strain * at[axis], 1e-9 * wafer_radius) << "free expansion is linear";
          if (piece.part_names[static_cast<std::size_t>(piece.part_ids[cell])] != "wafer")
            continue;
          const double distance = std::hypot(at[0], at[1]);
          EXPECT_LE(distance, wafer_radius * (1 + 1e-9));
          if (distance > wafer_radius * (1 - 1e-9))
            {
              ++on_rim;
              angles.push_back(std::atan2(at[1], at[0]));
            }
        }
    EXPECT_GT(sum_over_ranks(static_cast<double>(on_rim)), 100);
    std::sort(angles.begin(), angles.end());
    double gap = 0;
    for (std::size_t i = 1; i < angles.size(); ++i)
      gap = std::max(gap, angles[i] - angles[i - 1]);
    // On one rank, which has the whole rim. Half a cell between nodes: the chord of 0.21 rad is half a percent of the radius inside of the
    // circle.
    int ranks = 0;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (ranks == 1)
      {
        EXPECT_LT(gap, 1.5 * .42e-3 / 2 / wafer_radius * 1.5);
      }
    double corner = 0; // the square plate below keeps its corners
    for (std::size_t point = 0; point < piece.points.size() / 3; ++point)
      corner = std::max(corner, std::hypot(piece.points[3 * point], piece.points[3 * point + 1]));
    EXPECT_NEAR(largest_over_ranks(corner), 2.1e-3 * std::sqrt(2.), 1e-9);
  }

  TEST(RoundRim, ShapesInterpolateAPolynomialBesideTheCell)
  {
    const std::array<double, 4> box{{1, 2, 3, 5}};
    const auto polynomial = [](double x, double y) { return 1 + x - 2 * y + x * x - x * y + 3 * y * y * x * x; };
    const std::vector<double> shapes = evaluation::equidistant_shapes(2, box, {{3.5, 1.2}});
    double sum = 0;
    for (unsigned i = 0; i < 9; ++i)
      sum += shapes[i] * polynomial(1 + i % 3, 2 + 1.5 * (i / 3));
    EXPECT_NEAR(sum, polynomial(3.5, 1.2), 1e-12 * 300);
  }
} // namespace
