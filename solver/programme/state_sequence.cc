#include <solver/programme/state_sequence.h>

#include <solver/adaptivity/plan_refinement.h>
#include <solver/model/condition_check.h>
#include <solver/model/package_plan.h>
#include <solver/programme/adaptive_states.h>
#include <solver/programme/heat_states.h>
#include <solver/programme/independent_states.h>
#include <solver/programme/path_states.h>
#include <solver/programme/process_states.h>

#include <numeric>

namespace sagitta::programme
{
  std::unique_ptr<StateSequence> make_sequence(const Case &problem, MPI_Comm communicator)
  {
    if (!problem.programme.has_displacement)
      return std::make_unique<HeatStates>(problem, communicator);
    if (problem.programme.process)
      return std::make_unique<ProcessStates>(problem, communicator);
    const model::PackagePlan plan(problem.package, problem.conditions, problem.numerics, communicator);
    adaptivity::check_start(problem.package, problem.numerics, plan);
    auto solution = std::make_unique<PlanSolution>(problem, plan, communicator);
    model::check_points(solution->model(), problem.requests.probes);
    evaluation::check_faces(solution->model(), problem.requests.warpage);
    if (problem.programme.path)
      return std::make_unique<PathStates>(problem.materials, problem.programme, std::move(solution));
    if (problem.numerics.adaptive)
      return std::make_unique<AdaptiveStates>(problem, std::move(solution), communicator);
    return std::make_unique<IndependentStates>(problem.programme, all_states(problem.programme), problem.numerics.estimate_error,
                                               std::move(solution));
  }

  std::string join_names(const Programme &programme, const std::vector<unsigned> &states)
  {
    if (states.size() > 4)
      return std::to_string(states.size()) + " states";
    std::string names;
    for (const unsigned i : states)
      names += (names.empty() ? "" : " + ") + programme.states[i].name;
    return names;
  }

  std::vector<unsigned> all_states(const Programme &programme)
  {
    std::vector<unsigned> states(programme.states.size());
    std::iota(states.begin(), states.end(), 0u);
    return states;
  }

  results::Warpage measure_warpage(const evaluation::SolvedState &state, evaluation::Face face, const WarpageRequest &request)
  {
    return evaluation::measure_warpage(state, evaluation::request_of(state.model, {face, request}));
  }
} // namespace sagitta::programme
