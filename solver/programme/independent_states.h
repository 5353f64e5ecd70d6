#pragma once

#include <solver/programme/plan_solution.h>
#include <solver/programme/state_sequence.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::programme
{
  /// States that do not depend on each other, on one plan: those of equal stiffness are solved side by side.
  class IndependentStates : public StateSequence
  {
  public:
    /// `states`: numbers of those that are solved. `estimates_error`: of the warpage of each. `programme` must outlive the sequence.
    IndependentStates(const Programme &programme, std::vector<unsigned> states, bool estimates_error,
                      std::shared_ptr<PlanSolution> solution);

    void prepare(StageLog &log) override;
    std::optional<ReachedState> next(StageLog &log) override;
    void check_equilibrium() const override { solution_->check_equilibrium(); }
    const model::Model &model() const override { return solution_->model(); }
    std::optional<results::SolveInfo> temperature_info() const override { return solution_->temperature_info(); }
    std::optional<results::SubmodelResult> submodel_result() const override { return solution_->submodel_result(); }
    std::optional<results::SensitivityResult> sensitivity_result() const override { return solution_->sensitivity_result(); }

  private:
    void solve(const std::vector<unsigned> &group, StageLog &log);
    /// Estimates the errors of states that were just solved.
    void estimate(const std::vector<unsigned> &group, StageLog &log);

    const Programme &programme_;
    std::vector<unsigned> states_;
    bool estimates_error_;
    std::shared_ptr<PlanSolution> solution_;
    std::vector<std::vector<unsigned>> groups_;
    std::size_t group_ = 0, member_ = 0;                      ///< that comes next
    std::vector<results::SolveInfo> solves_;                  ///< of the present group
    std::vector<std::vector<results::ErrorEstimate>> errors_; ///< likewise, of their figures
    std::vector<std::string> no_errors_;                      ///< likewise: why there is none
  };
} // namespace sagitta::programme
