// The states of a case as a sequence: each is reached once, whatever the order of solving, and what is known of it belongs to it.

#include <tests/adaptivity/sample_package.h>
#include <tests/verification/solved_case.h>

#include <solver/base/errors.h>
#include <solver/programme/mesh_info.h>
#include <solver/programme/state_sequence.h>

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <set>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;
  const std::string coarse = "{plan: {lattice: [12, 10]}}";

  struct Figures
  {
    double warpage = 0;
    bool has_error = false;
    unsigned iterations = 0;
  };

  std::map<unsigned, Figures> go_through(const Case &problem)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    const auto sequence = programme::make_sequence(problem, world);
    sequence->prepare(log);
    std::map<unsigned, Figures> figures;
    while (const auto reached = sequence->next(log))
      {
        EXPECT_EQ(figures.count(reached->index), 0u) << "state " << reached->index << " twice";
        const results::Warpage bottom = programme::measure_warpage(reached->solved(), evaluation::Face::bottom, problem.requests.warpage);
        figures[reached->index] = {bottom.value, !reached->errors.empty(), reached->solve.iterations};
      }
    EXPECT_FALSE(sequence->next(log)) << "after the end";
    return figures;
  }

  TEST(Sequence, ReachesEveryIndependentStateOnce)
  {
    // The stiffness of the mould differs between the states, so that each is a group of its own; equal ones share a group.
    const Case problem = parse(asymmetric_package(coarse),
                               {"states=[{name: room, temperature: 25 degC}, {name: operating, temperature: solved}, {name: hot, "
                                "temperature: 200 degC}, {name: hotter, temperature: 260 degC}]"});
    const auto figures = go_through(problem);
    ASSERT_EQ(figures.size(), 4u);
    for (unsigned state = 0; state < 4; ++state)
      {
        const double alone = SolvedCase(asymmetric_package(coarse),
                                        {"states=[{name: room, temperature: 25 degC}, {name: operating, temperature: solved}, {name: hot, "
                                         "temperature: 200 degC}, {name: hotter, temperature: 260 degC}]"},
                                        state)
                                 .warpage(evaluation::Face::bottom)
                                 .value;
        // Solved side by side the iterations end elsewhere within the tolerance of 1e-8 of the residual.
        EXPECT_NEAR(figures.at(state).warpage, alone, 1e-6 * std::abs(alone)) << "state " << state;
        EXPECT_FALSE(figures.at(state).has_error);
      }
  }

  TEST(Sequence, HasTheErrorsThatTheCaseRequests)
  {
    for (const auto &[index, state] : go_through(parse(asymmetric_package(coarse), {"mesh.estimate_error=true"})))
      EXPECT_TRUE(state.has_error) << "state " << index;
  }

  TEST(Sequence, OfARefinedPlanReachesEveryStateOnTheLastPlan)
  {
    const Case problem = parse(asymmetric_package("{adaptive: {warpage_tolerance: 20 %}}"));
    StageLog log(world, std::cout, StageLog::Style::silent);
    const auto sequence = programme::make_sequence(problem, world);
    sequence->prepare(log);
    std::set<const model::Model *> models;
    std::set<unsigned> reached_states;
    while (const auto reached = sequence->next(log))
      {
        models.insert(&reached->solved().model);
        reached_states.insert(reached->index);
        EXPECT_TRUE(!reached->errors.empty() && reached->errors.front().tolerance);
      }
    EXPECT_EQ(models, std::set<const model::Model *>{&sequence->model()});
    EXPECT_EQ(reached_states.size(), problem.programme.states.size());
    ASSERT_TRUE(sequence->adaptive_result());
    EXPECT_TRUE(sequence->adaptive_result()->is_met);
    EXPECT_EQ(sequence->adaptive_result()->cycles.back().plan_cells, programme::describe_mesh(problem, sequence->model()).plan_cells);
  }

  TEST(Sequence, RefusesUnbalancedLoadsBeforeItSolves)
  {
    const Case problem = parse(asymmetric_package(coarse), {"mechanics={pressures: [{face: top, pressure: 1 kPa}]}"});
    EXPECT_THROW(programme::make_sequence(problem, world)->check_equilibrium(), InputError);
  }
} // namespace
