#pragma once

namespace sagitta::application
{
  /// Tells Open MPI, before it starts, what this program does not need: a daemon for processes that it never spawns, and the search for
  /// fast networks on a machine that has none. Environment variables of the user that say the same are left as they are.
  ///
  /// Source: docs/decisions/start_up.md.
  void prepare_mpi_environment();
} // namespace sagitta::application
