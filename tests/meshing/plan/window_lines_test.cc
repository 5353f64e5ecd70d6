// Windows of a plan: smaller cells along the edges in them, and no more elsewhere.

#include <tests/meshing/sample_packages.h>

#include <meshing/plan/cell_estimate.h>
#include <meshing/plan/plan_mesh.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace
{
  using namespace sagitta::meshing;
  using namespace sagitta::tests;

  const MPI_Comm all_ranks = MPI_COMM_WORLD;

  Rectangle area_of(const PlanTriangulation::active_cell_iterator &cell)
  {
    return {cell->vertex(0)[0], cell->vertex(3)[0], cell->vertex(0)[1], cell->vertex(3)[1]};
  }

  /// Lines of 2 um at a pitch of 5 um in a window of 40 x 24 um of a package with two dies.
  Package make_package_with_traces(double x, double y)
  {
    Package package = make_package({0, 10e-3, 0, 8e-3}, {{1e-3, 4.2e-3, 1e-3, 7e-3}, {5e-3, 9e-3, 1.5e-3, 6.5e-3}});
    for (unsigned line = 0; line < 8; ++line)
      {
        const double low = x - 20e-6 + 5e-6 * line + 1e-6;
        package.bodies.push_back(
            make_body("line_" + std::to_string(line), BodyKind::layer, 0, 0, Rectangle{low, low + 2e-6, y - 12e-6, y + 12e-6}, 2));
      }
    return package;
  }

  TEST(PlanWindows, FollowTheirEdgesAndLeaveTheOthersCoarse)
  {
    const double x = 3.1234e-3, y = 2.345e-3;
    const Package package = make_package_with_traces(x, y);
    const PlanWindow window{{x - 20e-6, x + 20e-6, y - 12e-6, y + 12e-6}, 1e-6};
    const PlanResolution coarse{.4e-3, 1.6e-3}, fine{1e-6, 1.6e-3}, with_window{.4e-3, 1.6e-3, {window}};
    const Plan plan = make_plan(package, {with_window}, {});
    EXPECT_TRUE(plan.averaged_edges.empty()) << plan.averaged.front();
    const auto mesh = make_plan_mesh(plan, all_ranks);
    for (const auto &cell : mesh->active_cell_iterators())
      if (cell->is_locally_owned())
        {
          const Rectangle b = area_of(cell);
          for (const Body &body : package.bodies)
            if (const Rectangle r = std::get<Rectangle>(body.outline); body.name.rfind("line_", 0) == 0)
              {
                const double covered = covered_fraction(r, b);
                EXPECT_TRUE(covered < 1e-6 || covered > 1 - 1e-6) << body.name;
                if (covered > .5)
                  {
                    EXPECT_LE(std::max(width(b), height(b)), window.at_edges * (1 + 1e-9));
                  }
              }
        }
    const auto cells_of = [&](const PlanResolution &resolution) { return make_plan(package, {resolution}, {}); };
    const double n_coarse = double(make_plan_mesh(cells_of(coarse), all_ranks)->n_global_active_cells()),
                 n = double(mesh->n_global_active_cells());
    // Cells of the window are between a half and one micrometre wide; those between them and the coarse ones are fewer.
    EXPECT_LT(n, n_coarse + 8 * 24 * 40);
    EXPECT_GT(estimate_cells(cells_of(fine)), 10 * n) << "all edges of the dies would have cells of a micrometre";
    // The estimate, for memory before a mesh is made, does not know which edges share cells: as that of whole plans it is within a factor.
    EXPECT_NEAR(std::log(estimate_cells(plan) / n), 0, std::log(3.)) << estimate_cells(plan) << " estimated, " << n;
  }

  TEST(PlanWindows, AreMirroredWithTheirPackage)
  {
    // A window on one side of a symmetric package: the half that is modelled has its image.
    Package package = make_package({0, 10e-3, 0, 8e-3}, {{3e-3, 7e-3, 2e-3, 6e-3}});
    const PlanWindow window{{2.9e-3, 3.1e-3, 3e-3, 3.2e-3}, 10e-6};
    Mirror half;
    half.in_x = true;
    half.centre_x = 5e-3;
    const Plan plan = make_plan(package, {PlanResolution{.5e-3, 2e-3, {window}}}, half);
    ASSERT_EQ(plan.snapped->windows.size(), 1u);
    EXPECT_NEAR(plan.snapped->windows[0].area.x_min, 6.9e-3, 1e-12);
    double smallest = 1;
    const auto mesh = make_plan_mesh(plan, all_ranks);
    for (const auto &cell : mesh->active_cell_iterators())
      if (cell->is_locally_owned())
        smallest = std::min(smallest, width(area_of(cell)));
    MPI_Allreduce(MPI_IN_PLACE, &smallest, 1, MPI_DOUBLE, MPI_MIN, all_ranks);
    EXPECT_LE(smallest, 10e-6 * (1 + 1e-9));
  }

  TEST(PlanWindows, AreRefusedOutsideOfThePackageAndInPlansOfRoundCells)
  {
    const Package package = make_package({0, 10e-3, 0, 8e-3}, {});
    EXPECT_THROW(make_plan(package, {PlanResolution{.5e-3, 2e-3, {{{11e-3, 12e-3, 0, 1e-3}, 1e-5}}}}, {}), std::invalid_argument);
    Package wafer = make_package({0, 10e-3, 0, 8e-3}, {});
    for (Body &body : wafer.bodies)
      body.outline = Disc{5e-3, 5e-3, 4e-3};
    EXPECT_THROW(make_plan(wafer, {PlanResolution{.5e-3, 2e-3, {{{1e-3, 2e-3, 1e-3, 2e-3}, 1e-5}}}}, {}), std::invalid_argument);
  }
} // namespace
