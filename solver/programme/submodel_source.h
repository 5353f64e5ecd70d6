#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/results/results.h>
#include <solver/submodel/source_run.h>

#include <mpi.h>

#include <filesystem>
#include <vector>

namespace sagitta::programme
{
  /// A submodel whose source lies in a directory: the one that the case names, else NAME_HASH beside `directory`, that of the submodel's
  /// own results, with the first eight digits of the hash of the source's case. There the source is solved first, unless it has been
  /// before. Throws what run() throws. *Collective.*
  Case find_or_solve_source(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator, StageLog &log);

  /// What a report says of the source; without balances.
  results::SubmodelResult describe_source(const submodel::SourceRun &source);

  /// Of the window, from the case alone: which round parts have a whole neighbour between themselves and the cuts.
  std::vector<results::Warning> warn_of_cuts(const Submodel &submodel);

  /// Of states in which a submodel and its source differ in energy or force on a cut.
  std::vector<results::Warning> warn_of_balance(const results::SubmodelResult &result);
} // namespace sagitta::programme
