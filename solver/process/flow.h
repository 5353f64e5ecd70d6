#pragma once

#include <solver/process/path_solver.h>
#include <solver/results/field_piece.h>
#include <solver/results/flow.h>

#include <vector>

namespace sagitta::process
{
  /// How the parts whose law flows (plastic, anand, garofalo) have flowed up to a state: volume means of the equivalent inelastic strain
  /// and of the dissipated energy, of every part in the modelled part of the package. *Collective.*
  std::vector<results::PartFlow> measure_flow(const PathSolver &solver, const PathState &state);

  /// The same as fields on the cells of this rank, in the order of evaluation::make_fields(); zero in parts that do not flow. Empty when no
  /// part of the package flows. Local.
  std::vector<results::Field> make_flow_fields(const PathSolver &solver, const PathState &state);
} // namespace sagitta::process
