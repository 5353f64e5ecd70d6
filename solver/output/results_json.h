#pragma once

#include <solver/results/path_results.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace sagitta::output
{
  /// The results of a run as docs/user_guide/results.md describes them: every quantity {"value": ..., "unit": ...} in SI units (m, K, Pa,
  /// s, B, m3), vectors and tensors with a list as value. Numbers keep all digits; one that is not finite becomes null.
  nlohmann::ordered_json to_json(const results::RunResult &result);

  /// The key path of the first figure of a state in to_json() that is not a finite number: "warpage.bottom.value"; empty: all are.
  std::string find_not_finite(const results::StateResult &state);

  /// The same for all figures of a run but the bounds of estimates, which may not exist.
  std::string find_not_finite(const results::RunResult &result);

  /// Writes them to `file`, with what the states of a path have: the flow of parts, if there are any that flow, and their steps. Rank 0
  /// writes. Throws FileError, the same on every rank. *Collective.*
  void write_results_json(const std::filesystem::path &file, const results::RunResult &result, MPI_Comm communicator,
                          const results::PathResults &path = {});
} // namespace sagitta::output
