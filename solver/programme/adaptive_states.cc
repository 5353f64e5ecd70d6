#include <solver/programme/adaptive_states.h>

#include <solver/base/errors.h>
#include <solver/programme/mesh_info.h>

#include <fmt/format.h>

#include <iostream>
#include <utility>

namespace sagitta::programme
{
  AdaptiveStates::AdaptiveStates(const Case &problem, std::unique_ptr<PlanSolution> solution, MPI_Comm communicator)
      : problem_(problem), communicator_(communicator), solution_(std::move(solution)), refinement_(problem, communicator),
        solves_(problem.programme.states.size()), errors_(problem.programme.states.size()), no_errors_(problem.programme.states.size())
  {
  }

  void AdaptiveStates::solve_wanted(adaptivity::WarpageEstimator &estimator, StageLog &log)
  {
    for (const std::vector<unsigned> &group : solution_->group(refinement_.wanted()))
      {
        const std::vector<results::SolveInfo> solves = solution_->solve(group, log);
        for (std::size_t i = 0; i < group.size(); ++i)
          {
            solves_[group[i]] = solves[i];
            estimate(group[i], estimator, log);
          }
      }
  }

  void AdaptiveStates::estimate(unsigned state, adaptivity::WarpageEstimator &estimator, StageLog &log)
  {
    const std::vector<adaptivity::Goal> goals = solution_->goals(state);
    errors_[state].clear();
    no_errors_[state].clear();
    try
      {
        std::vector<adaptivity::GoalEstimate> estimates = estimator.estimate(solution_->state(state), goals, log);
        errors_[state] = errors_of(estimates);
        refinement_.record(state, std::move(estimates), solves_[state]);
      }
    catch (const ConvergenceError &error)
      {
        no_errors_[state] = error.what(); // the state itself is solved
        refinement_.record_without_error(state, goals, error.what(), solves_[state]);
      }
  }

  void AdaptiveStates::prepare(StageLog &log)
  {
    StageLog silent(communicator_, std::cout, StageLog::Style::silent); // a plan is one stage of the user's log
    std::optional<model::PackagePlan> next = solution_->plan();
    while (next)
      {
        refinement_.begin(describe_mesh(problem_, solution_->model()));
        adaptivity::WarpageEstimator estimator = solution_->make_estimator();
        do
          {
            solve_wanted(estimator, silent);
            next = refinement_.next(solution_->plan(), solution_->model());
          }
        while (next && next->forest() == solution_->plan().forest());
        log.remark(refinement_.describe());
        if (next)
          {
            log.begin(fmt::format("plan {}", refinement_.result().cycles.size() + 1));
            auto finer = std::make_unique<PlanSolution>(problem_, *next, communicator_);
            finer->start_from(*solution_);
            solution_ = std::move(finer);
          }
      }
    for (unsigned i = 0; i < errors_.size(); ++i)
      for (std::size_t f = 0; f < errors_[i].size(); ++f)
        errors_[i][f].tolerance = refinement_.tolerance(i, f);
    for (const std::vector<unsigned> &group : solution_->group(all_states(problem_.programme)))
      {
        order_.insert(order_.end(), group.begin(), group.end());
        if (!problem_.requests.sensitivities)
          continue;
        solution_->solve(group, silent); // sets the equations of the group up again; the displacements are there already
        solution_->add_sensitivities(group, log);
      }
  }

  std::optional<ReachedState> AdaptiveStates::next(StageLog &)
  {
    if (next_ == order_.size())
      return std::nullopt;
    const unsigned i = order_[next_++];
    return ReachedState{i, solution_->state(i), solves_[i], errors_[i], {}, no_errors_[i]};
  }
} // namespace sagitta::programme
