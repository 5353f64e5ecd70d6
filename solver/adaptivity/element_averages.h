#pragma once

#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>

#include <array>
#include <vector>

namespace sagitta::adaptivity
{
  /// What the mesh averages inside its elements, as contributions to a quantity of interest with a known dual solution.
  /// Theory: docs/theory/error_estimate.md, Eqs. (12) to (14).
  struct ElementAverages
  {
    explicit ElementAverages(const layered::LayeredSpace &space);

    /// Moduli that depend on temperature and are taken at its mean over the element, [cell][element]: the effect of this variation over
    /// the plan cell, and of that through the element.
    std::vector<double> plan, thickness;

    /// Materials that share a plan cell, [cell]: the mean by area less the same materials side by side along x, and along y.
    std::array<std::vector<double>, 2> shared;
  };

  /// Adds what the stiffness averages. `dual` is a displacement, complete and ghosted on the state's space.
  void add_stiffness_averages(const evaluation::SolvedState &state, const layered::Vector<double> &dual, ElementAverages &averages);

  /// Adds what the conductivity averages in cells that materials share; for the rest see PointConductivity. `temperature` and `dual` are
  /// complete and ghosted on the space of `heat`.
  void add_shared_conductivity(const model::Model &model, const conduction::HeatProblem &heat, const layered::Vector<double> &temperature,
                               const layered::Vector<double> &dual, ElementAverages &averages);
} // namespace sagitta::adaptivity
