#pragma once

#include <solver/results/sensitivity.h>

#include <nlohmann/json.hpp>

namespace sagitta::output
{
  /// The sensitivities of a run, for results.json.
  nlohmann::ordered_json describe(const results::SensitivityResult &result);
} // namespace sagitta::output
