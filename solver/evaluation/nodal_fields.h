#pragma once

#include <solver/evaluation/evaluation.h>
#include <solver/results/nodal_fields.h>

namespace sagitta::evaluation
{
  /// Plan, layer grid and parts as the nodal values of a state refer to them: the same for all states on one plan. *Collective.*
  results::NodalGrid make_nodal_grid(const SolvedState &state);

  results::NodalGrid make_nodal_grid(const ThermalState &state);

  /// The nodal values of a state; of a temperature field alone no displacement. *Collective.*
  results::NodalValues make_nodal_values(const SolvedState &state);
  results::NodalValues make_nodal_values(const ThermalState &state);
} // namespace sagitta::evaluation
