#pragma once

#include <mpi.h>

namespace sagitta::application
{
  /// Gives OpenBLAS the buffers that it keeps for the whole run. Where a limit of the address space (ulimit -v) refuses them, OpenBLAS
  /// retries in an endless loop, so they are tried here first. Throws MemoryError when there is no room for them on a rank.
  /// *Collective.*
  void reserve_blas_buffers(MPI_Comm communicator);

  /// p4est then ends the process with the status and the message of exhausted memory when an allocation fails, instead of SIGABRT: it has
  /// no other way to report it. Call after its initialisation.
  void take_over_forest_abort();
} // namespace sagitta::application
