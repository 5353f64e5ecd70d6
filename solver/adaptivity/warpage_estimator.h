#pragma once

#include <solver/adaptivity/element_averages.h>
#include <solver/base/stage_log.h>
#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/results/results.h>

#include <optional>
#include <vector>

namespace sagitta::adaptivity
{
  /// Error of the warpage of the bottom face by the cells in the plan.
  struct PlanEstimate
  {
    results::ErrorEstimate error;   ///< without the part of the thickness
    std::vector<double> indicators; ///< per plan cell of this rank, not negative: its part of the error [m]
  };

  /// Estimates the error of the bottom face's warpage by the dual-weighted residual: the residual of the solution in a space of one degree
  /// more, weighted with the dual solution of peak to valley. It takes one dual solve per state and a few iterations in the richer space.
  /// Theory: docs/theory/error_estimate.md.
  class WarpageEstimator
  {
  public:
    /// `mechanics` and `heat` (null when no state is solved for it) are solved; both outlive the object, as does the model. *Collective.*
    WarpageEstimator(const model::Model &model, const WarpageRequest &request, const mechanics::MechanicsProblem &mechanics,
                     const conduction::HeatProblem *heat);

    /// Solves the dual problem of a state that `mechanics` has just solved, and estimates the error by the plan's cells.
    /// `bottom` is the state's warpage. Throws ConvergenceError when the dual solution is too inaccurate for an estimate. *Collective.*
    PlanEstimate estimate_plan(const evaluation::SolvedState &state, const results::Warpage &bottom, StageLog &log);

    /// Adds the error by the elements through the thickness to the estimate of that state. *Collective.*
    void add_thickness(const evaluation::SolvedState &state, results::ErrorEstimate &error) const;

  private:
    /// Signed contributions of one raised degree, [cell][element]; the temperature's own are returned alone as well.
    struct Contributions
    {
      std::vector<double> all, temperature;
    };
    Contributions evaluate(const evaluation::SolvedState &state, unsigned degree, unsigned degree_z) const;
    void begin_dual(const std::vector<double> &goal);
    /// Solves for the dual solutions of a state; returns their largest error in the energy norm.
    double solve_dual(const evaluation::SolvedState &state, StageLog &log);
    ElementAverages find_averages(const evaluation::SolvedState &state) const;
    /// Adds the cells that materials share to the estimate.
    void add_shared_cells(const ElementAverages &averages, PlanEstimate &estimate) const;

    const model::Model &model_;
    const WarpageRequest &request_;
    const mechanics::MechanicsProblem &mechanics_;
    const conduction::HeatProblem *heat_;
    std::vector<double> goal_;          ///< weights of the heights of the warpage map
    layered::Vector<double> dual_;      ///< displacement, complete and ghosted
    layered::Vector<double> dual_heat_; ///< temperature, likewise; of a state with solved temperature
  };
} // namespace sagitta::adaptivity
