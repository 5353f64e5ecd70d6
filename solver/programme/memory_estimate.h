#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>

#include <mpi.h>

namespace sagitta::programme
{
  /// How many numbers the state of a material's law has at a point; zero when the law has no memory.
  unsigned remembered_numbers(const Case &problem, unsigned material);

  /// Peak memory of a run [bytes], all ranks together, from what is known before anything is solved:
  ///   libraries and what they allocate, per rank; per displacement unknown the operator, multigrid and output, and the vectors of the
  ///   states that are solved at once; the same for temperatures; the factors of the plate problems, which do not grow without bound;
  ///   `remembered` numbers at the quadrature points of materials with memory, of all ranks.
  /// Fitted to measured runs: docs/user_guide/results.md.
  double estimate_memory(const Case &problem, const results::MeshInfo &mesh, double remembered, int n_ranks);

  /// Refuses a case before its mesh is made, from counts alone, when a run of it needs more than `times` the memory of the machines:
  /// throws MemoryError with both figures, and InputError as model::find_plan(). *Collective.*
  void refuse_beyond_memory(const Case &problem, double times, MPI_Comm communicator);
} // namespace sagitta::programme
