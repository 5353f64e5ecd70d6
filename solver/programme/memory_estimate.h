#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>

#include <mpi.h>

namespace sagitta::programme
{
  /// How many numbers a run keeps at a point of a material along the path of the case; zero when its law has no memory.
  unsigned count_history_variables(const Materials &materials, const Programme &programme, unsigned material);

  /// Peak memory of a run [bytes], all ranks together, from what is known before anything is solved:
  ///   libraries and what they allocate, per rank; per displacement unknown the operator, multigrid and output, and the vectors of the
  ///   states that are solved at once; the same for temperatures; the factors of the plate problems, whose size is limited;
  ///   `history_variables` numbers at the quadrature points of materials with memory, of all ranks.
  /// Fitted to measured runs: docs/user_guide/results.md.
  double estimate_memory(const Programme &programme, const results::MeshInfo &mesh, double history_variables, int n_ranks);

  /// Enters the memory of a mesh, and that of the largest one that refinement may make. Vectors have entries for every node of plan and
  /// layers, also where there is no material: `nodes`. *Collective.*
  void add_memory(const Case &problem, unsigned long long nodes, double history_variables, MPI_Comm communicator, results::MeshInfo &info);

  /// What is counted of a case before its mesh is made; on the low side where cells are refined towards edges (meshing::estimate_cells()).
  struct MeshCounts
  {
    double plan_cells;
    unsigned elements; ///< through the thickness
    double nodes;      ///< of plan and layers, also where there is no material
    bool has_rings;    ///< does the plan follow round parts?

    double cells() const { return plan_cells * elements; }
  };

  /// Throws InputError as model::find_plan().
  MeshCounts count_mesh(const Case &problem);

  /// The counts as unknowns of a run: 3 displacements and a temperature per node, as far as they are asked for.
  results::MeshInfo describe_counts(const Programme &programme, const Numerics &numerics, const MeshCounts &counts);

  /// Refuses a case before its mesh is made, from counts alone, when a run of it needs more than `times` the memory of the machines:
  /// throws MemoryError with both figures. *Collective.*
  void refuse_beyond_memory(const Case &problem, const MeshCounts &counts, double times, MPI_Comm communicator);
} // namespace sagitta::programme
