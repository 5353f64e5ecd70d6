#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>
#include <solver/results/warnings.h>

#include <vector>

namespace sagitta::programme
{
  /// What a reader must know of the case and its mesh before anything is solved; `check` prints it too.
  std::vector<results::Warning> warn_of_case(const Case &problem, const results::MeshInfo &mesh);

  /// All warnings of a run: of the case and its mesh, then of the states in their order.
  std::vector<results::Warning> warn_of_run(const Case &problem, const results::RunResult &result);

  /// What a reader must know of the figures of one state.
  std::vector<results::Warning> warn_of_state(const Case &problem, const results::StateResult &state);
} // namespace sagitta::programme
