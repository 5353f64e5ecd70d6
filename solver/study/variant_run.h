#pragma once

#include <solver/results/results.h>
#include <solver/study/candidates.h>

#include <mpi.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// Runs the base case with these overrides into a directory, without its fields. Throws what reading and running throw. *Collective.*
  results::RunResult run_variant(const CaseSource &source, const std::vector<std::string> &overrides,
                                 const std::filesystem::path &directory, MPI_Comm communicator);

  /// Why a case could not be read or solved by `action`, which throws the same on every rank; empty: it could. FileError passes.
  std::string find_failure(const std::function<void()> &action);
} // namespace sagitta::study
