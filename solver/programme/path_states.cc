#include <solver/programme/path_states.h>

#include <utility>

namespace sagitta::programme
{
  PathStates::PathStates(const Case &problem, std::unique_ptr<PlanSolution> solution)
      : problem_(problem), solution_(std::move(solution)),
        solver_(solution_->model(), problem.materials, problem.programme, solution_->mechanics()), state_(solver_.start())
  {
  }

  std::optional<ReachedState> PathStates::next(StageLog &log)
  {
    const unsigned next = state_.next_state;
    if (next == problem_.programme.states.size())
      return std::nullopt;
    log.begin("path to " + problem_.programme.states[next].name);
    const process::StateInfo info = solver_.advance(state_, log);
    return ReachedState{next, solver_.solved(state_), info.solve, {}, info.history};
  }
} // namespace sagitta::programme
