// Columns that are smoothed together, and the iterations of the multigrid where they, gaps and wider boards matter.

#include <tests/layered/problem.h>
#include <tests/verification_record.h>

#include <solver/layered/multigrid/joined_columns.h>

#include <deal.II/base/mpi.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// A lid over a board, 8 x 8 mm, and between them a soft layer up to y = 4 mm and to an x between two lines of the coarse cells above
  /// y = 4 mm: the fine cells at its corner lie beside a part of a coarse edge in air.
  ProblemDescription soft_layer_under_lid(double fine_width)
  {
    const meshing::AxisMap x({0, 4, 5, 6, 8}, {0, 4e-3, 4e-3 + fine_width, 6e-3, 8e-3}), y({0, 8}, {0, 8e-3});
    meshing::SnappedPlan plan{{{x, y}}, {{1, 1}}, 3, 2, {}};
    plan.edges = {{0, 5, 0, 3}};
    ProblemDescription description;
    description.mesh = make_mesh(plan, world);
    description.grid = make_layers({0, 1e-3, 1.1e-3, 2.1e-3});
    description.material = [end = 4e-3 + fine_width](double px, double py, unsigned element) {
      if (element == 1 && (px > end || py > 4e-3))
        return std::array<double, 9>{};
      return stack_of({{22e9, .3}, {20e6, .45}, {117e9, .34}})(px, py, element);
    };
    return description;
  }

  /// A plate on a rim over a board that is much wider, all free: two plates in a part of the plan, one in the rest.
  ProblemDescription plate_on_wider_board()
  {
    const meshing::AxisMap axis({0, 16}, {0, 64e-3});
    ProblemDescription description;
    description.mesh = make_mesh({{{axis, axis}}, {{1, 1}}, 4, 4, {}}, world);
    description.grid = make_layers({0, .5e-3, 1e-3, 1.25e-3, 1.75e-3});
    description.material = [](double x, double y, unsigned element) {
      const double distance = std::max(std::abs(x - 32e-3), std::abs(y - 32e-3));
      if (element >= 2 && (distance > 20e-3 || (element == 2 && distance < 16e-3)))
        return std::array<double, 9>{};
      return stack_of({{22e9, .3}, {22e9, .3}, {46e9, .4}, {131e9, .28}})(x, y, element);
    };
    return description;
  }

  /// A strip of cells of 1 x 0.15 mm across a plan of 8 x 8 mm.
  ProblemDescription narrow_strip()
  {
    const meshing::AxisMap x({0, 3, 4, 5, 8}, {0, 3.425e-3, 3.575e-3, 4.575e-3, 8e-3}), y({0, 8}, {0, 8e-3});
    ProblemDescription description;
    description.mesh = make_mesh({{{x, y}}, {{1, 1}}, 3, 3, {}}, world);
    description.grid = make_layers({0, .1e-3, .8e-3, 2e-3});
    description.material = uniform_material(3);
    return description;
  }

  /// Places of the joined columns of all ranks in nanometres, and the number of sets.
  std::pair<std::set<std::array<long long, 2>>, unsigned> collect_joined(const Problem &problem)
  {
    const auto &plan = problem.space().plan();
    const auto joined = layered::find_joined_columns(problem.space(), problem.coefficients);
    std::vector<std::array<long long, 3>> own;
    for (unsigned dof = 0; dof < plan.n_owned() && !joined.empty(); ++dof)
      if (joined[dof] != layered::not_joined)
        own.push_back(
            {{std::llround(1e9 * plan.position(dof)[0]), std::llround(1e9 * plan.position(dof)[1]), static_cast<long long>(joined[dof])}});
    std::set<std::array<long long, 2>> places;
    std::set<long long> sets;
    for (const auto &list : dealii::Utilities::MPI::all_gather(world, own))
      for (const auto &[x, y, set] : list)
        {
          places.insert({{x, y}});
          sets.insert(set);
        }
    return {places, static_cast<unsigned>(sets.size())};
  }

  TEST(JoinedColumns, AreThoseAcrossNarrowCells)
  {
    const auto [places, n_sets] = collect_joined(Problem(narrow_strip()));
    // One line of three columns for each of the 17 nodes along the strip.
    EXPECT_EQ(n_sets, 17u);
    EXPECT_EQ(places.size(), 51u);
    for (const auto &[x, y] : places)
      EXPECT_TRUE(x >= 3425000 && x <= 3575000) << x << " " << y;
  }

  TEST(JoinedColumns, AreMastersBesideAPartOfACoarseEdge)
  {
    const auto [places, n_sets] = collect_joined(Problem(soft_layer_under_lid(.45e-3)));
    EXPECT_EQ(n_sets, 1u);
    const std::set<std::array<long long, 2>> expected{{{5000000, 4000000}}, {{6000000, 4000000}}};
    EXPECT_EQ(places, expected);
  }

  TEST(JoinedColumns, AreNoneOnSquareCellsWithoutAir)
  {
    ProblemDescription description = soft_layer_under_lid(1e-3);
    description.material = uniform_material(3);
    EXPECT_TRUE(collect_joined(Problem(description)).first.empty());
  }

  /// Iterations to 1e-8 of the multigrid; checks the solution against a direct solver.
  unsigned count_iterations(const ProblemDescription &description)
  {
    Problem problem(description);
    problem.set_up_multigrid();
    const Vector<double> b = problem.load();
    Vector<double> x, y;
    const layered::SolveOutcome outcome = problem.solve(x, b, 1e-8);
    EXPECT_TRUE(outcome.converged) << "residual " << outcome.relative_residual;
    problem.solve(y, b, 1e-12);
    const Vector<double> direct = problem.solve_directly(b);
    y.add(-1., direct);
    EXPECT_LT(y.linfty_norm(), 1e-6 * direct.linfty_norm()); // 1e-12 in the residual times the condition number of a soft layer
    return outcome.iterations;
  }

  TEST(JoinedColumns, KeepTheIterationsOfCrowdedPlansFew)
  {
    // What resolved bumps may take under thermal loads; docs/decisions/joined_columns.md has the iterations of whole packages.
    struct Row
    {
      std::string name;
      ProblemDescription description;
      unsigned most;
    };
    const std::vector<Row> rows = {
        {"soft layer beside a part of a coarse edge", soft_layer_under_lid(.3e-3), 20},
        {"soft layer beside a small part of a coarse edge", soft_layer_under_lid(.1e-3), 20},
        {"plate on a wider board, free", plate_on_wider_board(), 20},
        {"narrow strip", narrow_strip(), 20},
    };
    for (const Row &row : rows)
      {
        SCOPED_TRACE(row.name);
        const unsigned iterations = count_iterations(row.description);
        EXPECT_LE(iterations, row.most);
        record({row.name, double(iterations), double(row.most), "iterations", "at most", "to a residual of 1e-8", ""});
      }
  }
} // namespace
