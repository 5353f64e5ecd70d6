#include <solver/programme/path_states.h>

#include <utility>

namespace sagitta::programme
{
  PathStates::PathStates(const Case &problem, std::unique_ptr<PlanSolution> solution)
      : problem_(problem), solution_(std::move(solution)),
        history_(solution_->model(), problem.materials, problem.programme, solution_->mechanics())
  {
  }

  std::optional<ReachedState> PathStates::next(StageLog &log)
  {
    if (next_ == problem_.programme.states.size())
      return std::nullopt;
    log.begin("path to " + problem_.programme.states[next_].name);
    const process::Passage passage = history_.go_on(log);
    return ReachedState{next_++, history_.state(), passage.solve, std::nullopt, passage.history};
  }
} // namespace sagitta::programme
