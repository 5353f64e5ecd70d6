#pragma once

#include <solver/adaptivity/plan_refinement.h>
#include <solver/programme/plan_solution.h>
#include <solver/programme/state_sequence.h>

#include <mpi.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::programme
{
  /// States that do not depend on each other, on a plan that is refined until the warpage of each is known well enough. The whole case is
  /// kept, since every plan has a PlanSolution of its own.
  class AdaptiveStates : public StateSequence
  {
  public:
    AdaptiveStates(const Case &problem, std::unique_ptr<PlanSolution> solution, MPI_Comm communicator);

    /// Refines the plan and solves for all states on the way.
    void prepare(StageLog &log) override;
    std::optional<ReachedState> next(StageLog &log) override;
    void check_equilibrium() const override { solution_->check_equilibrium(); }
    const model::Model &model() const override { return solution_->model(); }
    std::optional<results::SolveInfo> temperature_info() const override { return solution_->temperature_info(); }
    std::optional<results::AdaptiveResult> adaptive_result() const override { return refinement_.result(); }
    std::optional<results::SensitivityResult> sensitivity_result() const override { return solution_->sensitivity_result(); }

  private:
    /// Estimates the error of a state that was just solved and records it.
    void estimate(unsigned state, adaptivity::WarpageEstimator &estimator, StageLog &log);

    /// Solves for the states that refinement wants on the present plan, with their estimated errors.
    void solve_wanted(adaptivity::WarpageEstimator &estimator, StageLog &log);

    const Case &problem_;
    MPI_Comm communicator_;
    std::unique_ptr<PlanSolution> solution_; ///< on the present plan
    adaptivity::PlanRefinement refinement_;
    std::vector<unsigned> order_;                             ///< of the states, groups of equal stiffness together
    std::size_t next_ = 0;                                    ///< in that order
    std::vector<results::SolveInfo> solves_;                  ///< per state
    std::vector<std::vector<results::ErrorEstimate>> errors_; ///< per state, of its figures
    std::vector<std::string> no_errors_;                      ///< per state: why there is none
  };
} // namespace sagitta::programme
