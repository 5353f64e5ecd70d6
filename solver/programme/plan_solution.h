#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/model/package_plan.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <memory>
#include <optional>
#include <vector>

namespace sagitta
{
  /// A case on one plan, with what is solved on it.
  class PlanSolution
  {
  public:
    /// Builds the model. Of an adaptive case the displacements of all states are kept, else those of the states that were solved last.
    /// Throws InputError. `problem` must outlive the solution. *Collective.*
    PlanSolution(const Case &problem, const model::PackagePlan &plan, MPI_Comm communicator);
    PlanSolution(const PlanSolution &) = delete;
    PlanSolution &operator=(const PlanSolution &) = delete;

    /// Starts all fields from those on a plan that this one refines. *Collective.*
    void start_from(const PlanSolution &coarser);

    /// Solves for the temperature, if a state needs it and it is not yet known. Throws ConvergenceError. *Collective.*
    void solve_temperature(StageLog &log);

    /// The given states in sets that solve() takes: those of equal stiffness together.
    std::vector<std::vector<unsigned>> group(const std::vector<unsigned> &states) const;

    /// Solves for the displacements of a set of states side by side, and for the temperature if need be. Throws ConvergenceError.
    /// *Collective.*
    std::vector<results::SolveInfo> solve(const std::vector<unsigned> &states, StageLog &log);

    /// A state that was solved; without all displacements kept, one of the last set.
    evaluation::SolvedState state(unsigned state) const;

    const Case &problem() const { return problem_; }
    const model::PackagePlan &plan() const { return plan_; }
    const model::Model &model() const { return model_; }
    const mechanics::MechanicsProblem &mechanics() const { return mechanics_; }
    mechanics::MechanicsProblem &mechanics() { return mechanics_; }

    /// The heat problem of a case whose errors are estimated; null when no state asks for heat.
    const conduction::HeatProblem *heat() const { return heat_.get(); }

    /// How the temperature was solved, if it was.
    std::optional<results::SolveInfo> temperature_info() const;

  private:
    const Case &problem_;
    model::PackagePlan plan_;
    model::Model model_;
    std::unique_ptr<conduction::HeatProblem> heat_;
    layered::Vector<double> first_temperature_; ///< to start from; empty without
    std::optional<conduction::HeatProblem::Solution> temperature_;
    mechanics::MechanicsProblem mechanics_;
    std::vector<mechanics::Temperature> temperatures_;   ///< that the states see
    std::vector<layered::Vector<double>> displacements_; ///< by state; empty where not kept
  };
} // namespace sagitta
