#include <solver/programme/path_states.h>

#include <utility>

namespace sagitta::programme
{
  PathStates::PathStates(const Materials &materials, const Programme &programme, std::unique_ptr<PlanSolution> solution)
      : programme_(programme), solution_(std::move(solution)), solver_(solution_->model(), materials, programme, solution_->mechanics()),
        state_(solver_.start())
  {
  }

  std::optional<ReachedState> PathStates::next(StageLog &log)
  {
    const unsigned next = state_.next_state;
    if (next == programme_.states.size())
      return std::nullopt;
    log.begin("path to " + programme_.states[next].name);
    const process::StateInfo info = solver_.advance(state_, log);
    return ReachedState{next, solver_.solved(state_), info.solve, {}, info.history};
  }
} // namespace sagitta::programme
