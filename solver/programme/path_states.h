#pragma once

#include <solver/process/path_solver.h>
#include <solver/programme/plan_solution.h>
#include <solver/programme/state_sequence.h>
#include <solver/restart/checkpoints.h>

#include <memory>
#include <optional>

namespace sagitta::programme
{
  /// States that follow one another along a path in time, with materials that have a memory.
  class PathStates : public StateSequence
  {
  public:
    PathStates(const Materials &materials, const Programme &programme, std::unique_ptr<PlanSolution> solution);

    void keep_checkpoints(restart::Checkpoints &checkpoints) override { checkpoints_ = &checkpoints; }
    void prepare(StageLog &log) override;
    std::optional<ReachedState> next(StageLog &log) override;
    void check_equilibrium() const override { solution_->check_equilibrium(); }
    const model::Model &model() const override { return solution_->model(); }

  private:
    ReachedState describe(unsigned index, const process::PathState &state) const;

    const Programme &programme_;
    std::unique_ptr<PlanSolution> solution_;
    process::PathSolver solver_;
    process::PathState state_;                    ///< that was reached last
    restart::Checkpoints *checkpoints_ = nullptr; ///< null: none are written
    unsigned resumed_ = 0;                        ///< states that were reached before the run was resumed
    unsigned repeated_ = 0;                       ///< of them: have been returned again
    std::optional<process::PathState> earlier_;   ///< the one that was returned last
  };
} // namespace sagitta::programme
