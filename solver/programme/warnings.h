#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>
#include <solver/results/warnings.h>

#include <vector>

namespace sagitta::programme
{
  /// Warnings about the case and its mesh, known before anything is solved; `check` prints them too.
  std::vector<results::Warning> warn_of_case(const Case &problem, const results::MeshInfo &mesh);

  /// All warnings of a run: of the case and its mesh, then of the states in their order.
  std::vector<results::Warning> warn_of_run(const Case &problem, const results::RunResult &result);

  /// Warnings about the figures of one state.
  std::vector<results::Warning> warn_of_state(const Case &problem, const results::StateResult &state);
} // namespace sagitta::programme
