#pragma once

#include <solver/evaluation/evaluation.h>
#include <solver/results/nodal_fields.h>

namespace sagitta::evaluation
{
  /// Plan, layer grid and parts as the nodal values of a state refer to them: the same for all states on one plan. *Collective.*
  results::NodalGrid make_nodal_grid(const SolvedState &state);

  /// The nodal values of a state. *Collective.*
  results::NodalValues make_nodal_values(const SolvedState &state);
} // namespace sagitta::evaluation
