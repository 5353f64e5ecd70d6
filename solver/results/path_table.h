#pragma once

#include <solver/results/results.h>
#include <solver/results/text_table.h>

namespace sagitta::results
{
  /// The steps of a path in time to every state, and the degrees of cure there.
  Table make_path_table(const RunResult &result);
} // namespace sagitta::results
