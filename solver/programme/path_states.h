#pragma once

#include <solver/process/path_solver.h>
#include <solver/programme/plan_solution.h>
#include <solver/programme/state_sequence.h>

#include <memory>
#include <optional>

namespace sagitta::programme
{
  /// States that follow one another along a path in time, with materials that have a memory.
  class PathStates : public StateSequence
  {
  public:
    PathStates(const Materials &materials, const Programme &programme, std::unique_ptr<PlanSolution> solution);

    std::optional<ReachedState> next(StageLog &log) override;
    void check_equilibrium() const override { solution_->check_equilibrium(); }
    const model::Model &model() const override { return solution_->model(); }

  private:
    const Programme &programme_;
    std::unique_ptr<PlanSolution> solution_;
    process::PathSolver solver_;
    process::PathState state_; ///< that was reached last
  };
} // namespace sagitta::programme
