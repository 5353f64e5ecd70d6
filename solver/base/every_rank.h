#pragma once

#include <solver/base/errors.h>

#include <mpi.h>

#include <functional>
#include <optional>
#include <string>

namespace sagitta
{
  /// Calls `action` on every rank: the sentence of what it throws on the lowest rank where it throws, on every rank; nothing when it
  /// throws nowhere. The action does not communicate after a point where it may throw. *Collective.*
  std::optional<std::string> find_first_failure(MPI_Comm communicator, const std::function<void()> &action);

  /// The same; a failure is thrown on every rank, as an InputError that begins with the place. *Collective.*
  void on_every_rank(const Source &place, MPI_Comm communicator, const std::function<void()> &action);
} // namespace sagitta
