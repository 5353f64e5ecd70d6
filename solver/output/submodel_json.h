#pragma once

#include <solver/output/json_quantity.h>
#include <solver/results/results.h>

namespace sagitta::output
{
  /// A submodel and its balances against the source, for results.json.
  Json describe(const results::SubmodelResult &submodel);
} // namespace sagitta::output
