#pragma once

#include <solver/adaptivity/element_averages.h>
#include <solver/adaptivity/enriched_state.h>
#include <solver/adaptivity/goal.h>
#include <solver/base/stage_log.h>
#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/results/results.h>

#include <vector>

namespace sagitta::adaptivity
{
  /// Error of a figure, with that by the cells in the plan.
  struct GoalEstimate
  {
    GoalFigure figure;
    results::ErrorEstimate error;
    std::vector<double> indicators; ///< per plan cell of this rank, not negative: its part of the error [m]
  };

  /// Estimates the errors of warpages by the dual-weighted residual: the residual of the solution in a space of one degree more, weighted
  /// with the dual solution of the figure. It takes one dual solve per figure and a few iterations in the richer space.
  /// Theory: docs/theory/error_estimate.md.
  class WarpageEstimator
  {
  public:
    /// `mechanics` and `heat` (null when no state is solved for it) are solved; both outlive the object, as does the model. *Collective.*
    WarpageEstimator(const model::Model &model, const mechanics::MechanicsProblem &mechanics, const conduction::HeatProblem *heat);

    /// Solves the dual problems of the goals of a state that `mechanics` has just solved, and estimates their errors. Throws
    /// ConvergenceError when a dual solution is too inaccurate for an estimate. *Collective.*
    std::vector<GoalEstimate> estimate(const evaluation::SolvedState &state, const std::vector<Goal> &goals, StageLog &log);

  private:
    /// Goals and their dual solutions; those of the last state are the initial guess for the next one.
    struct Dual
    {
      Goal goal;
      DualSolution solution;
    };

    void begin_duals(const std::vector<Goal> &goals);
    void solve_dual(const evaluation::SolvedState &state, Dual &dual, StageLog &log) const;
    ElementAverages find_averages(const evaluation::SolvedState &state, const DualSolution &dual) const;
    void add_plan(const EnrichedState::Contributions &contributions, const ElementAverages &averages, GoalEstimate &estimate) const;
    void add_thickness(const EnrichedState::Contributions &contributions, const ElementAverages &averages, GoalEstimate &estimate) const;
    /// Adds the cells that materials share to the estimate.
    void add_shared_cells(const ElementAverages &averages, GoalEstimate &estimate) const;

    SolvedProblems problems_;
    std::vector<Dual> duals_;
  };
} // namespace sagitta::adaptivity
