#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/restart/checkpoints.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <filesystem>
#include <optional>

namespace sagitta::programme
{
  /// Solves every state of a checked case and writes the files of the run to `directory`:
  /// results.json, warpage.h5, history.h5 of a path in time, and the VTU files if the case asks for them.
  /// With a request, a path in time writes checkpoints and stops at signals; restart::Interrupted says that it did.
  /// Throws InputError, ConvergenceError, FileError or MemoryError, the same on every rank. *Collective.*
  results::RunResult run(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator, StageLog &log,
                         const std::optional<restart::CheckpointRequest> &checkpoints = {});
} // namespace sagitta::programme
