#pragma once

#include <solver/adaptivity/warpage_estimator.h>
#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/model/package_plan.h>
#include <solver/results/results.h>
#include <solver/sensitivity/gradient_solver.h>
#include <solver/submodel/source_run.h>

#include <mpi.h>

#include <memory>
#include <optional>
#include <vector>

namespace sagitta::programme
{
  /// Throws InputError when pressures and acceleration are out of balance on a body that nothing constrains. Densities are those of the
  /// first state, or of 25 degC: loads out of balance are so at any temperature. *Collective.*
  void check_equilibrium(const Programme &programme, const mechanics::MechanicsProblem &mechanics);

  /// The errors of estimates.
  std::vector<results::ErrorEstimate> errors_of(const std::vector<adaptivity::GoalEstimate> &estimates);

  /// A case on one plan, with what is solved on it. Package, conditions and numerics make the model, materials and programme what is
  /// solved; renew() reads the changed parts again.
  class PlanSolution
  {
  public:
    /// Builds the model; that of a submodel opens the results of its source, whose directory is known. Of an adaptive case the
    /// displacements of all states are kept, else those of the states that were solved last. Throws InputError. All parts of the case
    /// must outlive the solution. *Collective.*
    PlanSolution(const Case &problem, const model::PackagePlan &plan, MPI_Comm communicator);
    PlanSolution(const PlanSolution &) = delete;
    PlanSolution &operator=(const PlanSolution &) = delete;

    /// Starts all fields from those on a plan that this one refines. *Collective.*
    void start_from(const PlanSolution &coarser);

    /// Keeps all displacements and the equations of heat, which renew() needs.
    void keep_for_next_case();

    /// The case has changed in what mesh_text() leaves out: no result is valid any more, and the fields found so far start the next solves.
    /// Needs keep_for_next_case() before the first solve. *Collective.*
    void renew();

    /// Solves for the temperature, if a state needs it and it is not yet known. Throws ConvergenceError. *Collective.*
    void solve_temperature(StageLog &log);

    /// The given states in sets that solve() takes: those of equal stiffness together.
    std::vector<std::vector<unsigned>> group(const std::vector<unsigned> &states) const;

    /// Solves for the displacements of a set of states side by side, and for the temperature if need be. Throws ConvergenceError.
    /// *Collective.*
    std::vector<results::SolveInfo> solve(const std::vector<unsigned> &states, StageLog &log);

    /// Throws InputError when pressures and acceleration are out of balance on a body that nothing constrains. *Collective.*
    void check_equilibrium() const { programme::check_equilibrium(programme_, mechanics_); }

    /// An estimator of the warpage's error on this plan. The solution must outlive it. *Collective.*
    adaptivity::WarpageEstimator make_estimator() const;

    /// The figures of a state that was solved whose errors are to be estimated. *Collective.*
    std::vector<adaptivity::Goal> goals(unsigned state) const;

    /// Adds the sensitivities that the case asks for, of the states that were solved last. Throws ConvergenceError. *Collective.*
    void add_sensitivities(const std::vector<unsigned> &states, StageLog &log);

    /// Those that were added, if the case asks for them.
    std::optional<results::SensitivityResult> sensitivity_result() const;

    /// A state that was solved; without all displacements kept, one of the last set.
    evaluation::SolvedState state(unsigned state) const;

    const model::PackagePlan &plan() const { return plan_; }
    const model::Model &model() const { return model_; }
    mechanics::MechanicsProblem &mechanics() { return mechanics_; }

    /// A state of a submodel against its source; nothing of another case. *Collective.*
    std::optional<results::SubmodelBalance> balance(unsigned state, StageLog &log) const;

    /// Where the submodel comes from, if it is one.
    std::optional<results::SubmodelResult> submodel_result() const;

    /// How the temperature was solved, if it was.
    std::optional<results::SolveInfo> temperature_info() const;

  private:
    const Materials &materials_;
    const Programme &programme_;
    const WarpageRequest &warpage_; ///< whose errors are estimated
    model::PackagePlan plan_;
    model::Model model_;
    std::unique_ptr<submodel::SourceRun> source_; ///< of a submodel; null without
    std::unique_ptr<conduction::HeatProblem> heat_;
    layered::Vector<double> first_temperature_; ///< to start from; empty without
    std::optional<conduction::HeatProblem::Solution> temperature_;
    std::shared_ptr<const layered::LayeredSpace> prescribed_space_; ///< of temperatures that tables prescribe; null without
    std::vector<layered::Vector<double>> prescribed_;               ///< by state; empty where not prescribed
    mechanics::MechanicsProblem mechanics_;
    std::vector<mechanics::Temperature> temperatures_;   ///< of the states
    std::vector<layered::Vector<double>> displacements_; ///< by state; empty where not kept
    bool keeps_all_ = false;                             ///< displacements and equations, for renew()
    std::vector<model::StartSpace> starts_;              ///< by state: of the cases before; empty: there are none
    std::optional<sensitivity::SolvedHeat> solved_heat_; ///< for the sensitivities
    std::optional<sensitivity::GradientSolver> gradients_;
  };
} // namespace sagitta::programme
