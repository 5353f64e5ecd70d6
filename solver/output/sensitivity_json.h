#pragma once

#include <solver/output/json_quantity.h>
#include <solver/results/sensitivity.h>

namespace sagitta::output
{
  /// The sensitivities of a run, for results.json.
  Json describe(const results::SensitivityResult &result);
} // namespace sagitta::output
