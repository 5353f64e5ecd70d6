#pragma once

#include <solver/output/vtu.h>
#include <solver/results/path_results.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <filesystem>

namespace sagitta::output
{
  /// Do the states of the run lie on a path in time, so that it has a history?
  bool has_history(const results::RunResult &result);

  /// Writes what the states of a path in time have, as arrays over the states, to an HDF5 file, as docs/user_guide/results.md describes:
  ///   /                 attributes format, format_version, case_name, case_hash, version, revision; datasets over the states
  ///   /warpage, gaps, stresses, temperatures, cure, flow, probes
  ///                     what has names: dataset `names`, further texts for each name, and an array [state][name] for each figure,
  ///                     NaN where a state does not have it
  /// Every array has the attribute `unit`. The same results are the same bytes. Rank 0 writes. Throws FileError, the same on every rank.
  /// *Collective.*
  void write_history_file(const std::filesystem::path &file, const results::RunResult &result, const results::PathResults &path,
                          const FileInfo &info, MPI_Comm communicator);
} // namespace sagitta::output
