#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <filesystem>

namespace sagitta::programme
{
  /// Heat conduction alone: solves for the temperature, evaluates and writes its states; nothing mechanical is set up.
  /// Throws InputError, ConvergenceError or FileError, the same on every rank. *Collective.*
  results::RunResult run_heat(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator, StageLog &log);
} // namespace sagitta::programme
