// The layer of traces of one cell: homogeneous layers are exact, lines are a laminate.

#include <tests/cell/trace_cells.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace sagitta::tests
{
  using namespace cell;

  namespace
  {
    TEST(TraceCell, OfOneMaterialIsThatMaterial)
    {
      const Phase copper = trace_phase(110e9, 390, 17e-6);
      for (const Shape shape : {Shape::block, Shape::line_x, Shape::line_y})
        {
          const Phase layer = solve_traces(shape, .4, .3, copper, copper);
          EXPECT_NEAR(layer.stiffness.c11, copper.stiffness.c11, 1e-8 * copper.stiffness.c11);
          EXPECT_NEAR(layer.stiffness.c12, copper.stiffness.c12, 1e-8 * copper.stiffness.c11);
          EXPECT_NEAR(layer.stiffness.c55, copper.stiffness.c55, 1e-8 * copper.stiffness.c11);
          EXPECT_NEAR(layer.expansion[0], 17e-6, 1e-13);
          EXPECT_NEAR(layer.conductivity[1], 390, 1e-6);
        }
    }

    TEST(TraceCell, ConductsAlongAndAcrossLinesLikeALaminate)
    {
      const std::array<double, 2> k = {{10, 1}};
      const double width = .4, along = width * k[0] + (1 - width) * k[1], across = 1 / (width / k[0] + (1 - width) / k[1]);
      const double computed_along = conductivity_inside(Shape::line_x, width, k, 0);
      const double computed_across = conductivity_inside(Shape::line_x, width, k, 1);
      EXPECT_NEAR(computed_along, along, 1e-6 * along);
      EXPECT_NEAR(computed_across, across, 2e-3 * across); // the mesh at the ends of the lines
      EXPECT_NEAR(conductivity_inside(Shape::line_y, width, k, 0), computed_across, 1e-6 * across);
      tests::record({"across", computed_across, across, "1", "0.2 %", "laminate of two phases", ""});
    }

    TEST(TraceCell, ConductsThroughAGridOfSquareHolesAsPublished)
    {
      // Squares of half the pitch: k = sqrt((k1 + 3 k2) / (3 k1 + k2)) k1, k1 around them.
      const double around = 10, inside = 1, exact = around * std::sqrt((around + 3 * inside) / (3 * around + inside));
      const double computed = conductivity_inside(Shape::block, .5, {{inside, around}}, 0);
      EXPECT_NEAR(computed, exact, 1e-2 * exact); // corners of blocks are singular: the mesh is within 1 %
      tests::record({"square holes", computed, exact, "1", "1 %", "Obnosov's exact solution for squares of half the pitch",
                     "Yu. V. Obnosov, SIAM J. Appl. Math. 59 (1999) 1267"});
    }

    TEST(TraceCell, IsStiffAlongItsLines)
    {
      const Phase copper = trace_phase(110e9, 390, 17e-6), dielectric = trace_phase(3.4e9, .2, 35e-6);
      const Phase x = solve_traces(Shape::line_x, .5, .3, copper, dielectric), y = solve_traces(Shape::line_y, .5, .3, copper, dielectric);
      EXPECT_NEAR(x.stiffness.c11, y.stiffness.c22, 1e-9 * x.stiffness.c11);
      EXPECT_NEAR(x.expansion[0], y.expansion[1], 1e-9 * x.expansion[0]);
      // Both phases have one strain along the lines: without lateral contraction they are stiffer than the mean of Young's moduli.
      EXPECT_GT(x.stiffness.c11, .5 * 110e9 + .5 * 3.4e9);
      EXPECT_LT(x.stiffness.c22, .5 * x.stiffness.c11);
    }
  } // namespace
} // namespace sagitta::tests
