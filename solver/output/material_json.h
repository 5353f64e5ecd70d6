#pragma once

#include <solver/output/json_quantity.h>
#include <solver/results/results.h>

namespace sagitta::output
{
  /// What a run took its materials for, for results.json.
  Json describe(const results::UsedMaterial &material);
  Json describe(const results::PredictedMaterial &material);
  Json describe(const results::SolvedBumpLayer &layer);
} // namespace sagitta::output
