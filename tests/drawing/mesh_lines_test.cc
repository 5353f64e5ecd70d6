// Lines of the mesh in pictures: the same for any number of ranks, over the whole package, along the edges of its parts.

#include <tests/drawing/sample_package.h>

#include <solver/drawing/plan_mesh_lines.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace
{
  using namespace sagitta;

  TEST(MeshLinesOfPlans, AreTheSameOnAnyNumberOfRanks)
  {
    meshing::Package package = tests::make_sample().package;
    package.rings.clear();
    meshing::MeshRequest request;
    request.plan = meshing::PlanResolution{0.2e-3, 0.4e-3};
    meshing::Mirror symmetry;
    symmetry.in_y = true;
    const meshing::Plan plan = meshing::make_plan(package, request, symmetry);
    const auto on = [&](MPI_Comm communicator) {
      return drawing::find_mesh_lines(plan, *meshing::make_plan_mesh(plan, communicator), communicator).segments;
    };
    const std::vector<drawing::Segment> alone = on(MPI_COMM_SELF), together = on(MPI_COMM_WORLD);
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank > 0)
      {
        EXPECT_TRUE(together.empty());
        return;
      }
    EXPECT_EQ(together, alone);
    EXPECT_GT(alone.size(), 10u);
    // The lower half is there though the upper one is modelled, and the sides of the die are lines.
    const auto has_line_at_x = [&](double x) {
      return std::any_of(alone.begin(), alone.end(), [&](const drawing::Segment &s) {
        return std::abs(s[0] - x) < 1e-9 && std::abs(s[2] - x) < 1e-9 && std::min(s[1], s[3]) < -0.7e-3 && std::max(s[1], s[3]) > 0.7e-3;
      });
    };
    EXPECT_TRUE(has_line_at_x(-0.8 * 1.25e-3));
    EXPECT_TRUE(has_line_at_x(0.5 * 1.25e-3));
    EXPECT_FALSE(has_line_at_x(0.123e-3));
  }
} // namespace
