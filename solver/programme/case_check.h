#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <string>
#include <vector>

namespace sagitta::programme
{
  /// The mesh of a case that is not solved.
  struct CheckedMesh
  {
    results::MeshInfo mesh;
    bool is_estimated = false;        ///< the mesh was not made: it is too large to be made in seconds
    std::vector<std::string> remarks; ///< sentences: what was estimated and how
  };

  /// Up to this many cells (of the plan, times elements through the thickness) `check` makes the mesh of a case.
  constexpr double most_checked_cells = 5e5;

  /// Builds the mesh and counts, solves nothing. A mesh of more than `most_cells` cells is not made: cells, unknowns and memory are
  /// estimated from counts, volumes and the places of conditions are those of a coarse plan. Throws InputError, and MemoryError when the
  /// memory of the machine is far too small. *Collective.*
  CheckedMesh check(const Case &problem, MPI_Comm communicator, double most_cells = most_checked_cells);
} // namespace sagitta::programme
