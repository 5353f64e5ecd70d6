// Several load cases at once: which of them depend on others, and that each gets the solution it gets alone.

#include <tests/layered/sample_problems.h>

#include <solver/layered/space/load_basis.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  Vector<double> wave(const Problem &problem, double length)
  {
    Vector<double> b;
    interpolate(b, problem.space(), problem.constrained(), [length](double x, double y, double z, unsigned c) {
      return std::sin(x / length + .3 * c) * std::cos(2 * y / length) + 1e-1 * std::sin(1e5 * z + x / length);
    });
    problem.modes->project(b);
    return b;
  }

  Vector<double> combine(double f, const Vector<double> &a, double g, const Vector<double> &b)
  {
    Vector<double> sum(a);
    sum.sadd(f, g, b);
    return sum;
  }

  std::unique_ptr<Problem> make_sample()
  {
    auto problem = std::make_unique<Problem>(sample_problems().front().description);
    problem->set_up_multigrid();
    return problem;
  }

  TEST(LoadBasis, FindsLinearCombinations)
  {
    const auto problem = make_sample();
    const Vector<double> a = wave(*problem, 3e-4), b = wave(*problem, 7e-4);
    const Vector<double> c = combine(2, a, -3, b), d = combine(1e-3, b, 0, a);
    Vector<double> zero(a);
    zero = 0.;
    const layered::LoadBasis basis = layered::find_load_basis({&a, &c, &zero, &b, &d}, 1e-6);
    EXPECT_EQ(basis.chosen.size(), 2u);
    ASSERT_EQ(basis.others.size(), 3u);
    const std::vector<const Vector<double> *> vectors{&a, &c, &zero, &b, &d};
    for (std::size_t i = 0; i < basis.others.size(); ++i)
      {
        Vector<double> rest(*vectors[basis.others[i]]);
        for (std::size_t k = 0; k < basis.chosen.size(); ++k)
          rest.add(-basis.combination[i][k], *vectors[basis.chosen[k]]);
        // The factors come from scalar products, which resolve lengths to the root of the rounding unit.
        EXPECT_LE(rest.l2_norm(), 1e-7 * vectors[basis.others[i]]->l2_norm()) << basis.others[i];
      }
  }

  TEST(LoadBasis, KeepsIndependentLoads)
  {
    const auto problem = make_sample();
    const Vector<double> a = wave(*problem, 3e-4), b = wave(*problem, 7e-4), nearly = combine(1, a, 1e-4, b);
    EXPECT_EQ(layered::find_load_basis({&a, &nearly, &b}, 1e-6).chosen.size(), 2u);
    EXPECT_EQ(layered::find_load_basis({&a, &nearly}, 1e-6).chosen.size(), 2u);
    EXPECT_EQ(layered::find_load_basis({&a, &nearly}, 1e-2).chosen.size(), 1u);
    EXPECT_TRUE(layered::find_load_basis({}, 1e-6).chosen.empty());
  }

  TEST(ColumnMultigrid, TreatsSeveralColumnsAsEachAlone)
  {
    for (const NamedProblem &sample : sample_problems())
      {
        Problem problem(sample.description);
        problem.set_up_multigrid();
        std::vector<Vector<double>> loads = {wave(problem, 3e-4), problem.rough_load(), wave(problem, 7e-4)}, together(3), started(3);
        loads[1] *= 1e-20; // each has a scale of its own
        std::vector<Vector<double> *> to, to_started;
        std::vector<const Vector<double> *> from;
        for (std::size_t c = 0; c < loads.size(); ++c)
          {
            problem.space().initialise(together[c]);
            problem.space().initialise(started[c]);
            to.push_back(&together[c]);
            to_started.push_back(&started[c]);
            from.push_back(&loads[c]);
          }
        problem.multigrid->vmult(to, from);
        problem.multigrid->start(to_started, from);
        for (std::size_t c = 0; c < loads.size(); ++c)
          {
            Vector<double> alone(loads[c]);
            // The factors are applied to several right-hand sides in another order of sums, and cycles round in single precision.
            problem.multigrid->vmult(alone, loads[c]);
            together[c] -= alone;
            EXPECT_LE(together[c].l2_norm(), 1e-4 * alone.l2_norm()) << sample.name << ", cycle, column " << c;
            problem.multigrid->start(alone, loads[c]);
            started[c] -= alone;
            EXPECT_LE(started[c].l2_norm(), 1e-4 * alone.l2_norm()) << sample.name << ", start, column " << c;
          }
      }
  }

  std::vector<layered::SolveOutcome> solve(const Problem &problem, const std::vector<Vector<double>> &loads, std::vector<Vector<double>> &x,
                                           double tolerance)
  {
    std::vector<Vector<double>> b(loads);
    layered::Columns solutions, right_sides;
    x.resize(loads.size());
    for (std::size_t i = 0; i < loads.size(); ++i)
      {
        problem.space().initialise(x[i]);
        solutions.push_back(&x[i]);
        right_sides.push_back(&b[i]);
      }
    layered::SolveOptions options;
    options.tolerance = tolerance;
    const layered::Preconditioner cycle = [&](const layered::Columns &dst, const layered::ConstColumns &src) {
      for (std::size_t c = 0; c < dst.size(); ++c)
        problem.multigrid->vmult(*dst[c], *src[c]);
    };
    options.start = [&](const layered::Columns &dst, const layered::ConstColumns &src) {
      for (std::size_t c = 0; c < dst.size(); ++c)
        problem.multigrid->start(*dst[c], *src[c]);
    };
    return layered::solve({*problem.matrix, *problem.modes, cycle}, solutions, right_sides, options);
  }

  TEST(LoadCases, SolvedTogetherEqualSingleSolves)
  {
    for (const NamedProblem &named : sample_problems())
      {
        SCOPED_TRACE(named.name);
        Problem problem(named.description);
        problem.set_up_multigrid();
        // Loads of very different size and roughness; two combinations of others, one of zeros.
        std::vector<Vector<double>> loads{problem.load(), problem.rough_load(), wave(problem, 5e-4)};
        loads[2] *= 1e6;
        loads.push_back(combine(3, loads[0], 1e-3, loads[1]));
        loads.push_back(combine(-2, loads[2], 0, loads[0]));
        loads.push_back(combine(0, loads[2], 0, loads[0]));
        std::vector<Vector<double>> x;
        const auto outcomes = solve(problem, loads, x, 1e-10);
        ASSERT_EQ(outcomes.size(), loads.size());
        for (std::size_t i = 0; i < loads.size(); ++i)
          {
            EXPECT_TRUE(outcomes[i].converged) << i << ": residual " << outcomes[i].relative_residual;
            const Vector<double> direct = problem.solve_directly(loads[i]);
            double difference = 0;
            for (unsigned k = 0; k < problem.space().n_owned(); ++k)
              difference = std::max(difference, std::abs(x[i].begin()[k] - direct.begin()[k]));
            // As for one load: residuals of 1e-10 and two direct solves agree to this (tests/layered/multigrid/solve_test.cc).
            EXPECT_LE(largest(difference, world), 1e-6 * direct.linfty_norm()) << i;
          }
      }
  }

  TEST(LoadCases, ThatAreLinearCombinationsNeedNoIterations)
  {
    const auto made = make_sample();
    const Problem &problem = *made;
    std::vector<Vector<double>> loads{problem.load(), problem.rough_load()};
    for (const double factor : {.1, 1., 10.})
      loads.push_back(combine(factor, loads[0], 1 - factor, loads[1]));
    std::vector<Vector<double>> x;
    const auto outcomes = solve(problem, loads, x, 1e-8);
    unsigned solved = 0;
    for (const layered::SolveOutcome &outcome : outcomes)
      {
        EXPECT_LE(outcome.relative_residual, 1e-8);
        solved += outcome.iterations > 0;
      }
    EXPECT_EQ(solved, 2u);
  }
} // namespace
