#pragma once

#include <solver/output/json_quantity.h>
#include <solver/results/layout_errors.h>

namespace sagitta::output
{
  /// By how much the metal of layouts differs from that in the model, for results.json.
  Json describe(const results::LayoutErrors &layouts);
} // namespace sagitta::output
