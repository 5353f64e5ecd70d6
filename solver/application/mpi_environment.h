#pragma once

namespace sagitta::application
{
  /// Tells Open MPI, before it starts, what this program does not need: a daemon for processes that it never spawns, a directory shared
  /// with them, and the search for fast networks on a machine that has none. Environment variables of the user that say the same are left
  /// as they are.
  ///
  /// Source: docs/decisions/start_up.md.
  void prepare_mpi_environment();

  /// Call it after MPI has started: the process then talks to its launcher without waiting for acknowledgements, which would delay the
  /// end of every run by 0.04 s.
  void send_small_messages_at_once();
} // namespace sagitta::application
