#pragma once

#include <mpi.h>

#include <optional>
#include <string>

namespace sagitta
{
  /// The message of the lowest rank that has one, on every rank; nothing when all are empty. *Collective.*
  std::optional<std::string> find_first_error(const std::string &sentence, MPI_Comm communicator);

  /// Throws InputError with the same message on every rank when any rank has one. *Collective.*
  void agree_on_error(const std::string &sentence, MPI_Comm communicator);

  /// Broadcasts the value of rank `root`: returns it on every rank. *Collective.*
  void broadcast(std::string &text, int root, MPI_Comm communicator);
} // namespace sagitta
