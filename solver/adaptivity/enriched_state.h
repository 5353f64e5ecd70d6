#pragma once

#include <solver/adaptivity/enriched_problem.h>
#include <solver/adaptivity/goal.h>
#include <solver/adaptivity/point_conductivity.h>
#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>

#include <optional>
#include <vector>

namespace sagitta::adaptivity
{
  /// The sensitivity of a goal to forces and to heat.
  struct DualSolution
  {
    layered::Vector<double> displacement; ///< complete and ghosted
    layered::Vector<double> temperature;  ///< likewise; of a state with solved temperature
    double error = 0;                     ///< relative, in the energy norm
  };

  /// What goes into both problems of a state on its own plan, in degrees that the case asks for.
  struct SolvedProblems
  {
    const model::Model &model;
    const mechanics::MechanicsProblem &mechanics;
    const conduction::HeatProblem *heat; ///< null when no state is solved for it
  };

  /// A solved state in a space of a higher degree, in the plan or through the thickness: its residuals there, weighted with dual solutions.
  class EnrichedState
  {
  public:
    /// One of the degrees is higher than that of the solution. All arguments outlive the object. *Collective.*
    EnrichedState(const SolvedProblems &problems, const evaluation::SolvedState &state, unsigned degree, unsigned degree_z);

    /// Computes the correction of the displacement from its residual. *Collective.*
    void find_correction(StageLog &log) { correction_ = enriched_.correct_solution(residual_, log); }

    EnrichedState(const EnrichedState &) = delete;
    EnrichedState &operator=(const EnrichedState &) = delete;

    /// Signed contributions to the error of a goal, [cell][element].
    struct Contributions
    {
      std::vector<double> all;         ///< of the residuals of the displacement and of the temperature
      std::vector<double> temperature; ///< those of the temperature alone, with the properties; empty for a uniform one
      std::vector<double> properties;  ///< of conductivities that depend on the temperature, not in `all`; likewise
    };

    /// *Collective.*
    Contributions contributions(const Goal &goal, const DualSolution &dual) const;

    /// By how much a goal changed by `factor` times the correction exceeds its linearisation. Needs find_correction(). *Collective.*
    double excess(const Goal &goal, double factor) const;

  private:
    void prepare_heat();
    void add_temperature(const layered::Vector<double> &dual, const layered::Vector<double> &heat_dual, Contributions &result) const;

    const SolvedProblems problems_;
    const evaluation::SolvedState state_;
    const PointConductivity::Part part_;
    const EnrichedProblem enriched_;
    std::optional<EnrichedProblem> heat_;
    layered::Vector<double> field_; ///< the solved temperature
    mechanics::Temperature temperature_;
    layered::Vector<double> displacement_;
    layered::Vector<double> residual_;
    layered::Vector<double> correction_;                        ///< complete and ghosted; empty until it is found
    layered::Vector<double> heat_residual_, all_heat_residual_; ///< with the conductivities of the matrix; with those of the points
    std::optional<PointConductivity> conductivity_;
  };
} // namespace sagitta::adaptivity
