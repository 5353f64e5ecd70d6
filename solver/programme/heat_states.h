#pragma once

#include <solver/programme/state_sequence.h>
#include <solver/sensitivity/gradient_solver.h>
#include <solver/submodel/source_run.h>

#include <mpi.h>

#include <memory>
#include <optional>

namespace sagitta::programme
{
  /// The states of heat conduction alone: one solved temperature for all of them.
  class HeatStates : public StateSequence
  {
  public:
    /// Builds the model; that of a submodel opens the results of its source. Materials, programme and
    /// requests of the case must outlive the sequence. Throws InputError. *Collective.*
    HeatStates(const Case &problem, MPI_Comm communicator);

    void prepare(StageLog &log) override;
    std::optional<ReachedState> next(StageLog &log) override;
    void check_equilibrium() const override {} // there are no forces
    const model::Model &model() const override { return model_; }
    std::optional<results::SolveInfo> temperature_info() const override { return solution_->info; }
    std::optional<results::SubmodelResult> submodel_result() const override;
    std::optional<results::SensitivityResult> sensitivity_result() const override { return sensitivities_; }

  private:
    void add_sensitivities(StageLog &log);

    const Materials &materials_;
    const Programme &programme_;
    model::Model model_;
    conduction::HeatProblem heat_;
    std::unique_ptr<const submodel::SourceRun> source_; ///< of a submodel; null without
    std::optional<conduction::HeatProblem::Solution> solution_;
    mechanics::Temperature temperature_;                   ///< that of the solution
    std::optional<sensitivity::GradientSolver> gradients_; ///< absent: none are asked for
    std::optional<results::SensitivityResult> sensitivities_;
    unsigned next_ = 0; ///< state
  };
} // namespace sagitta::programme
