// Conjugate gradients with the column multigrid against a direct solver.

#include <tests/layered/sample_problems.h>
#include <tests/oracles/point_table.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  double largest_difference(const Vector<double> &a, const Vector<double> &b, unsigned n)
  {
    double difference = 0;
    for (unsigned i = 0; i < n; ++i)
      difference = std::max(difference, std::abs(a.begin()[i] - b.begin()[i]));
    return largest(difference, world);
  }

  /// Every sample problem converges to 1e-8 within 30 iterations. Not a measure of speed: a preconditioner with a defect
  /// (a missing mode, a wrong transfer, a wrongly constrained unknown) takes hundreds or stalls, a sound one 6 to 25.
  constexpr unsigned most_iterations = 30;

  TEST(ColumnMultigrid, AgreesWithADirectSolver)
  {
    for (const NamedProblem &sample : sample_problems())
      {
        SCOPED_TRACE(sample.name);
        Problem problem(sample.description);
        problem.set_up_multigrid();
        const Vector<double> b = problem.load();
        Vector<double> x;
        const layered::SolveOutcome outcome = problem.solve(x, b, 1e-13);
        EXPECT_LT(outcome.relative_residual, 1e-10);
        const auto reached =
            std::find_if(outcome.residual_history.begin(), outcome.residual_history.end(), [](double r) { return r <= 1e-8; });
        const auto iterations = static_cast<unsigned>(reached - outcome.residual_history.begin()) + 1;
        EXPECT_LE(iterations, most_iterations);

        const Vector<double> direct = problem.solve_directly(b);
        const double difference = largest_difference(x, direct, problem.space().n_owned()) / direct.linfty_norm();
        EXPECT_LT(difference, 1e-7);
        std::string quantity = sample.name;
        std::replace(quantity.begin(), quantity.end(), ' ', '_');
        record({quantity, difference, 0., "1", "1e-7 of the largest", "MUMPS, " + std::to_string(iterations) + " iterations to 1e-8", ""});
      }
  }

  /// Sets a multigrid up, gives it the coefficients that `change` makes, and compares with one that is set up for those.
  void compare_refreshed(const NamedProblem &sample, const std::function<void(layered::Coefficients &)> &change)
  {
    SCOPED_TRACE(sample.name);
    Problem problem(sample.description);
    problem.set_up_multigrid();
    change(problem.coefficients);
    problem.matrix->set_coefficients(problem.coefficients);
    problem.multigrid->set_coefficients(problem.coefficients, *problem.modes);
    const Vector<double> b = problem.load();
    Vector<double> x, y;
    const layered::SolveOutcome refreshed = problem.solve(x, b, 1e-8);
    problem.set_up_multigrid();
    const layered::SolveOutcome anew = problem.solve(y, b, 1e-8);
    EXPECT_TRUE(refreshed.converged);
    // Only the estimates of the eigenvalues may differ.
    EXPECT_LE(refreshed.iterations, anew.iterations + 2);
    // Both are solutions to 1e-8 in the residual; what remains is that times the condition number of a plate.
    EXPECT_LT(largest_difference(x, y, problem.space().n_owned()), 1e-4 * y.linfty_norm());
  }

  TEST(ColumnMultigrid, UpdatesToTheModuliOfAnotherTemperature)
  {
    // Every other element softens as a mould above its glass transition does, the rest stiffens a little; films stay as they are.
    const auto warm = [](layered::Coefficients &coefficients) {
      const unsigned n = layered::n_coefficients(coefficients.n_components);
      for (std::size_t i = 0; i < coefficients.volume.size(); ++i)
        coefficients.volume[i] *= i / n % coefficients.n_elements % 2 == 0 ? .05 : 1.2;
    };
    for (const NamedProblem &sample : sample_problems())
      compare_refreshed(sample, warm);
  }

  TEST(ColumnMultigrid, UpdatesToTheModuliOfAGellingNetwork)
  {
    // Poisson's ratio of every other element goes to .499: the largest eigenvalues that are smoothed grow with it.
    const auto gel = [](layered::Coefficients &coefficients) {
      for (std::size_t e = 0; e < coefficients.volume.size() / 9; ++e)
        if (e % coefficients.n_elements % 2 == 0)
          {
            double *c = &coefficients.volume[9 * e];
            for (unsigned i = 0; i < 6; ++i)
              c[i] += 500 * c[6];
          }
    };
    for (const NamedProblem &sample : sample_problems())
      if (sample.description.n_components == 3)
        compare_refreshed(sample, gel);
  }

  TEST(ColumnMultigrid, IsSymmetricAndPositiveToSinglePrecision)
  {
    for (const NamedProblem &sample : sample_problems())
      {
        SCOPED_TRACE(sample.name);
        Problem problem(sample.description);
        problem.set_up_multigrid();
        Vector<double> a = problem.rough_load(), b, ma, mb;
        interpolate(b, problem.space(), problem.constrained(),
                    [](double x, double y, double z, unsigned c) { return std::sin(7e3 * x - 2e4 * y + 3e4 * z + c); });
        problem.modes->project(b);
        problem.space().initialise(ma);
        problem.space().initialise(mb);
        problem.multigrid->vmult(ma, a);
        problem.multigrid->vmult(mb, b);
        // Rounding at 6e-8 in each of some ten passes over the vectors.
        EXPECT_NEAR(ma * b, a * mb, 1e-5 * std::min(ma.l2_norm() * b.l2_norm(), a.l2_norm() * mb.l2_norm()));
        EXPECT_GT(ma * a, 0.);
        EXPECT_GT(mb * b, 0.);
      }
  }

  TEST(ColumnMultigrid, GivesTheSameSolutionOnAnyNumberOfRanks)
  {
    ProblemDescription description;
    description.grid = make_layers({0, .1e-3, .8e-3, 2e-3});
    description.material = uniform_material(3);
    description.is_prescribed = [](double x, double y, double, unsigned c) { return (c == 0 && x == 0) || (c == 1 && y == 0); };
    const auto solve = [&](MPI_Comm communicator) {
      description.communicator = communicator;
      description.mesh = make_mesh(nonuniform_plan(true, 4), communicator);
      auto problem = std::make_unique<Problem>(description);
      problem->set_up_multigrid();
      Vector<double> x;
      const layered::SolveOutcome outcome = problem->solve(x, problem->load(), 1e-12);
      EXPECT_TRUE(outcome.converged) << "residual " << outcome.relative_residual;
      return std::pair(std::move(problem), x);
    };
    const auto [together, x] = solve(world);
    const auto [alone, expected] = solve(MPI_COMM_SELF);

    PointTable<2> columns(1e-8);
    std::vector<unsigned> dof_at;
    for (unsigned dof = 0; dof < alone->space().plan().n_owned(); ++dof)
      if (!alone->space().plan().is_hanging(dof))
        {
          columns.insert({alone->space().plan().position(dof)[0], alone->space().plan().position(dof)[1]});
          dof_at.push_back(dof);
        }
    EXPECT_EQ(columns.size(), dof_at.size());
    const unsigned column_size = together->space().column_size();
    double difference = 0;
    for (unsigned dof = 0; dof < together->space().plan().n_owned(); ++dof)
      if (!together->space().plan().is_hanging(dof))
        {
          const auto &at = together->space().plan().position(dof);
          const int column = columns.find({at[0], at[1]});
          EXPECT_GE(column, 0);
          for (unsigned k = 0; k < column_size && column >= 0; ++k)
            difference =
                std::max(difference, std::abs(x.begin()[dof * column_size + k] - expected.begin()[dof_at[column] * column_size + k]));
        }
    const double relative = largest(difference, world) / expected.linfty_norm();
    EXPECT_LT(relative, 1e-7);
    record({"", relative, 0., "1", "1e-7 of the largest", "the solution on one rank", ""});
  }

  TEST(ColumnMultigrid, SolvesPlansOfFewerCellsThanRanks)
  {
    for (const unsigned levels : {0u, 1u})
      for (const unsigned n_components : {1u, 3u})
        {
          ProblemDescription description;
          description.grid = make_layers({0, .1e-3, .8e-3, 2e-3});
          description.material = uniform_material(n_components);
          description.n_components = n_components;
          description.film = n_components == 1 ? 1000 : 0;
          description.mesh = make_mesh(nonuniform_plan(false, levels), world);
          Problem problem(description);
          problem.set_up_multigrid();
          const Vector<double> b = problem.load();
          Vector<double> x;
          EXPECT_TRUE(problem.solve(x, b, 1e-10).converged) << levels << " levels, components " << n_components;
          const Vector<double> direct = problem.solve_directly(b);
          EXPECT_LT(largest_difference(x, direct, problem.space().n_owned()), 1e-7 * direct.linfty_norm());
        }
  }

  /// Two layers of a plan of 8 mm and 8 x 8 cells.
  Problem foil(double thickness)
  {
    ProblemDescription description;
    const meshing::AxisMap axis({0, 8}, {0, 8e-3});
    description.mesh = make_mesh({{{axis, axis}}, {{1, 1}}, 3, 3, {}}, world);
    description.grid = make_layers({0, .5 * thickness, thickness});
    description.material = stack_of({{131e9, .28}, {22e9, .3}});
    return Problem(description);
  }

  TEST(ColumnMultigrid, KeepsSoftBendingOfFoilsInDoublePrecision)
  {
    // Cells 300 times as wide as the body is thick: bending has 1e-10 of the energy of stretching, which single precision loses.
    Problem problem = foil(3e-6);
    const Vector<double> b = problem.load();
    const auto count = [&](double double_cell_ratio) {
      layered::MultigridOptions options;
      options.double_cell_ratio = double_cell_ratio;
      problem.set_up_multigrid(options);
      Vector<double> x;
      const layered::SolveOutcome outcome = problem.solve(x, b, 1e-8);
      EXPECT_TRUE(outcome.converged || double_cell_ratio > 1e3) << "residual " << outcome.relative_residual;
      return outcome.iterations;
    };
    EXPECT_LT(count(layered::MultigridOptions().double_cell_ratio), count(1e9));
  }

  TEST(ColumnMultigrid, MixesPrecisionsBetweenPlans)
  {
    Problem problem = foil(80e-6);
    layered::MultigridOptions options;
    options.plate_unknowns = 1000; // 8 x 8 cells, 12.5 times as wide as the body is thick, in single precision over 4 x 4 in double
    problem.set_up_multigrid(options);
    EXPECT_EQ(problem.multigrid->n_levels(), 2u);
    const Vector<double> b = problem.load();
    Vector<double> x;
    const layered::SolveOutcome outcome = problem.solve(x, b, 1e-8);
    EXPECT_TRUE(outcome.converged);
    EXPECT_LE(outcome.iterations, most_iterations);
  }

  /// sqrt(v . A v), the rigid motions taken out of v.
  double energy_norm(const Problem &problem, Vector<double> v)
  {
    problem.modes->project(v);
    Vector<double> product;
    problem.space().initialise(product);
    problem.matrix->vmult(product, v);
    return std::sqrt(std::max(v * product, 0.));
  }

  TEST(ConjugateGradients, EstimateTheirErrorInTheEnergyNorm)
  {
    for (const NamedProblem &sample : sample_problems())
      for (const double tolerance : {1e-3, 1e-6})
        {
          SCOPED_TRACE(sample.name);
          Problem problem(sample.description);
          problem.set_up_multigrid();
          const Vector<double> b = problem.load();
          Vector<double> x, exact;
          problem.solve(exact, b, 1e-12);
          const layered::SolveOutcome outcome = problem.solve(x, b, tolerance);
          EXPECT_TRUE(outcome.converged);
          EXPECT_LE(outcome.energy_error, tolerance);
          Vector<double> error = exact;
          error.add(-1., x);
          const double truth = energy_norm(problem, error) / energy_norm(problem, exact);
          // The energy of later steps is estimated from the residual of one step: within a digit where steps are uneven, and too large
          // where the next step is a much better one.
          EXPECT_LT(truth, 10 * outcome.energy_error);
          EXPECT_GT(truth, .005 * outcome.energy_error);
        }
  }

  TEST(ConjugateGradients, StopByTheEnergyWhereRoundingKeepsTheResidualLarge)
  {
    // A load that bends a foil with hardly any stress: the rounding of A x is large compared with it.
    Problem problem = foil(20e-6); // 400 times as wide as thick, as a wafer is
    problem.set_up_multigrid();
    Vector<double> b;
    problem.space().initialise(b);
    interpolate(b, problem.space(), problem.constrained(),
                [](double x, double y, double, unsigned c) { return c == 2 ? x * x - y * y : 0.; });
    problem.modes->project(b);
    Vector<double> x;
    const layered::SolveOutcome outcome = problem.solve(x, b, 1e-8);
    EXPECT_TRUE(outcome.converged);
    EXPECT_GT(outcome.relative_residual, 1e-8) << "the residual is no difficulty here";
    EXPECT_LE(outcome.energy_error, 1e-8);
    EXPECT_LE(outcome.iterations, most_iterations);
  }

  TEST(ConjugateGradients, ReportTheErrorThatRoundingAllows)
  {
    Problem problem = foil(4e-6);
    problem.set_up_multigrid();
    Vector<double> x;
    const layered::SolveOutcome outcome = problem.solve(x, problem.load(), 1e-17);
    EXPECT_FALSE(outcome.converged);
    EXPECT_TRUE(outcome.stagnated);
    EXPECT_GT(outcome.energy_error, 1e-17);
    EXPECT_LT(outcome.energy_error, 1e-6);
    Vector<double> y;
    EXPECT_TRUE(problem.solve(y, problem.load(), 3 * outcome.energy_error).converged);
  }

  TEST(ConjugateGradients, ReportWhenTheyDoNotConverge)
  {
    const auto problems = sample_problems();
    Problem problem(problems.front().description);
    problem.set_up_multigrid();
    Vector<double> x;
    problem.space().initialise(x);
    layered::SolveOptions options;
    options.max_iterations = 3;
    options.tolerance = 1e-12;
    unsigned calls = 0;
    options.progress = [&](unsigned iteration, double) { EXPECT_EQ(iteration, ++calls); };
    Vector<double> load = problem.load();
    const layered::Preconditioner cycle = [&](const layered::Columns &dst, const layered::ConstColumns &src) {
      problem.multigrid->vmult(*dst[0], *src[0]);
    };
    const auto outcome = layered::solve({*problem.matrix, *problem.modes, cycle}, {&x}, {&load}, options).front();
    EXPECT_FALSE(outcome.converged);
    EXPECT_FALSE(outcome.stagnated);
    EXPECT_EQ(outcome.iterations, 3u);
    EXPECT_EQ(outcome.residual_history.size(), 3u);
    EXPECT_EQ(calls, 3u);
    EXPECT_GT(outcome.relative_residual, 1e-12);
  }
} // namespace
