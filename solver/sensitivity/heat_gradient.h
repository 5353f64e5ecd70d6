#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/parameters.h>
#include <solver/conduction/heat_problem.h>
#include <solver/sensitivity/card_derivatives.h>

#include <vector>

namespace sagitta::sensitivity
{
  /// A solved temperature and the equations that it solves.
  struct SolvedHeat
  {
    const model::Model &model;
    const conduction::HeatProblem &heat;        ///< with the conductivities of the last solve
    const layered::Vector<double> &temperature; ///< [K], complete and ghosted on the space of `heat`
  };

  /// Solves (A + B)' w = goal, A the conduction matrix and B the derivative of A T by the temperatures at which its conductivities are
  /// taken; see conduction::TemperatureDual. `goal` is summed cell by cell and overwritten. `dual` becomes complete and ghosted. Returns
  /// the relative error. Throws ConvergenceError when it is too large. *Collective.*
  /// Theory: docs/theory/sensitivities.md, Eq. (9).
  double solve_heat_dual(const SolvedHeat &solved, layered::Vector<double> &goal, layered::Vector<double> &dual, StageLog &log);

  /// Adds to `by_factor`, per parameter, the derivative of w . (load - A T) by a factor of the parameter at fixed temperature T and dual
  /// temperature w, of the cells of this rank: conductivities, films, powers, layer thicknesses. Not collective.
  /// Theory: docs/theory/sensitivities.md, Eqs. (10) to (13).
  void add_heat_gradient(const SolvedHeat &solved, const layered::Vector<double> &dual, const CardDerivatives &derivatives,
                         const std::vector<Parameter> &parameters, std::vector<double> &by_factor);
} // namespace sagitta::sensitivity
