#include <solver/programme/independent_states.h>

#include <solver/adaptivity/warpage_estimator.h>
#include <solver/base/errors.h>

#include <utility>

namespace sagitta::programme
{
  IndependentStates::IndependentStates(const Programme &programme, std::vector<unsigned> states, bool estimates_error,
                                       std::shared_ptr<PlanSolution> solution)
      : programme_(programme), states_(std::move(states)), estimates_error_(estimates_error), solution_(std::move(solution))
  {
  }

  void IndependentStates::prepare(StageLog &log)
  {
    if (programme_.needs_heat())
      {
        log.begin("temperature");
        solution_->solve_temperature(log);
      }
    groups_ = solution_->group(states_);
  }

  std::optional<ReachedState> IndependentStates::next(StageLog &log)
  {
    if (group_ == groups_.size())
      return std::nullopt;
    const std::vector<unsigned> &group = groups_[group_];
    if (member_ == 0)
      solve(group, log);
    const std::size_t i = member_++;
    if (member_ == group.size())
      {
        ++group_;
        member_ = 0;
      }
    return ReachedState{group[i], solution_->state(group[i]), solves_[i], errors_[i], {}, no_errors_[i], solution_->balance(group[i], log)};
  }

  void IndependentStates::solve(const std::vector<unsigned> &group, StageLog &log)
  {
    log.begin("displacement, " + join_names(programme_, group));
    solves_ = solution_->solve(group, log);
    errors_.assign(group.size(), {});
    no_errors_.assign(group.size(), "");
    if (estimates_error_)
      estimate(group, log);
    solution_->add_sensitivities(group, log);
  }

  void IndependentStates::estimate(const std::vector<unsigned> &group, StageLog &log)
  {
    log.begin("error estimate, " + join_names(programme_, group));
    adaptivity::WarpageEstimator estimator = solution_->make_estimator();
    for (std::size_t i = 0; i < group.size(); ++i)
      try
        {
          errors_[i] = errors_of(estimator.estimate(solution_->state(group[i]), solution_->goals(group[i]), log));
        }
      catch (const ConvergenceError &error)
        {
          no_errors_[i] = error.what(); // the state itself is solved
        }
  }
} // namespace sagitta::programme
