#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <vector>

namespace sagitta::programme
{
  /// The case with the layers of bumps solved that are still open, see cell::solve_bump_layers(). *Collective.*
  Case with_solved_bumps(Case problem, MPI_Comm communicator);

  /// The layers of bumps that were to be solved, with their constants and those of closed formulas at 25 degC and at the uniform
  /// temperatures of the states.
  std::vector<results::SolvedBumpLayer> describe_bump_layers(const Materials &all, const Programme &programme);
} // namespace sagitta::programme
