// The state of a path in time is a value.

#include <tests/verification/solved_case.h>

#include <solver/process/path_solver.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iostream>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    using process::PathSolver;
    using process::PathState;

    /// A mould that relaxes on silicon, cooled and heated; its moduli change by more than a factor of two on the way, so that the multigrid
    /// is set up several times.
    std::string package()
    {
      return mould_on_silicon("20 mm", "[[1 s, 50 %], [10 min, 45 %]]", "200 kJ/mol") + R"(states:
  - {name: cooled, temperature: 60 degC, duration: 5 min}
  - {name: left, temperature: 60 degC, duration: 10 min}
  - {name: heated, temperature: 150 degC, duration: 5 min}
  - {name: again, temperature: 25 degC, duration: 5 min}
mesh: {plan: {lattice: [4, 4]}}
solver: {method: column_multigrid}
output: {fields: false}
)";
    }

    struct Followed
    {
      Followed()
          : problem(parse(package())), log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent),
            model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD), mechanics(model, problem.materials),
            solver(model, problem.materials, problem.programme, mechanics)
      {
      }

      Case problem;
      StageLog log;
      model::Model model;
      mechanics::MechanicsProblem mechanics;
      PathSolver solver;
    };

    TEST(PathState, ContinuesBitForBitAfterItIsRestored)
    {
      Followed path;
      PathState state = path.solver.start();
      path.solver.advance(state, path.log);
      path.solver.advance(state, path.log);
      const PathState kept = state;
      ASSERT_TRUE(kept == state);

      std::vector<std::vector<double>> reached;
      std::vector<unsigned> steps;
      for (unsigned i = 0; i < 2; ++i)
        {
          const process::StateInfo info = path.solver.advance(state, path.log);
          reached.push_back(numbers(state));
          steps.push_back(info.history.iterations);
        }
      EXPECT_FALSE(kept == state);

      PathState again = kept;
      for (unsigned i = 0; i < 2; ++i)
        {
          const process::StateInfo info = path.solver.advance(again, path.log);
          EXPECT_EQ(numbers(again), reached[i]) << "state " << i;
          EXPECT_EQ(info.history.iterations, steps[i]);
        }
    }

    TEST(PathState, DoesNotDependOnTheSolverThatContinuesIt)
    {
      Followed one, other;
      PathState state = one.solver.start();
      one.solver.advance(state, one.log);
      // The other solver has followed a path before, further than the state.
      PathState first = other.solver.start();
      other.solver.advance(first, other.log);
      other.solver.advance(first, other.log);
      PathState second = other.solver.start();
      other.solver.advance(second, other.log);
      EXPECT_EQ(numbers(second), numbers(state));
      one.solver.advance(state, one.log);
      other.solver.advance(second, other.log);
      EXPECT_EQ(numbers(second), numbers(state));
    }

    TEST(PathState, IsEvaluatedAsOfTheTimeOfItsCopy)
    {
      Followed path;
      PathState state = path.solver.start();
      path.solver.advance(state, path.log);
      const PathState kept = state;
      const std::vector<results::PartStress> before = evaluation::survey(path.solver.solved(state), false).stresses;
      path.solver.advance(state, path.log);
      PathState copy = kept;
      copy.displacement.update_ghost_values();
      const std::vector<results::PartStress> after = evaluation::survey(path.solver.solved(copy), false).stresses;
      ASSERT_EQ(after.size(), before.size());
      for (std::size_t i = 0; i < before.size(); ++i)
        EXPECT_EQ(after[i].von_mises, before[i].von_mises);
    }
  } // namespace
} // namespace sagitta::tests
