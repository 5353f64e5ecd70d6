#pragma once

#include <solver/base/errors.h>

#include <mpi.h>

#include <functional>
#include <optional>
#include <string>

namespace sagitta
{
  /// Calls `action` on every rank. Returns on every rank the message of the lowest rank on which it throws; nothing when it
  /// throws on none. The action does not communicate after a point where it may throw. *Collective.*
  std::optional<std::string> find_first_failure(MPI_Comm communicator, const std::function<void()> &action);

  /// The same; a failure is thrown on every rank, as an InputError that begins with the place. *Collective.*
  void on_every_rank(const Source &place, MPI_Comm communicator, const std::function<void()> &action);
} // namespace sagitta
