#pragma once

#include <mpi.h>

#include <string>

namespace sagitta
{
  /// Memory that a run may fill.
  struct MemoryLimit
  {
    double bytes;
    std::string reason; ///< what sets it: "this machine has 16.4 GB"
  };

  /// What this process may still allocate under its limit of address space (ulimit -v) [bytes]; infinity without a limit.
  double free_address_space();

  /// Memory of the machines that the ranks run on: on each the least of what it has, what the control groups of the process allow, and the
  /// address space that its ranks may have (ulimit -v). Swap space is not counted. Same on every rank. *Collective.*
  MemoryLimit find_memory_limit(MPI_Comm communicator);
} // namespace sagitta
