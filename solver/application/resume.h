#pragma once

#include <solver/case/case.h>

#include <mpi.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sagitta::application
{
  /// The key paths in which two cases differ, as texts of Case::source_text: those that decide the results, so neither the title nor what
  /// is written. With the values of both: "history.tolerance: 1e-3, then 1e-4".
  std::vector<std::string> differing_keys(const std::string &before, const std::string &now);

  /// Throws InputError, with the differing keys, when the newest checkpoint in the directory of a run is of another case. *Collective.*
  void check_resumed(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator);
} // namespace sagitta::application
