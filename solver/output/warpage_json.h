#pragma once

#include <solver/output/json_quantity.h>
#include <solver/results/results.h>

namespace sagitta::output
{
  /// Figures of faces, of gaps between faces and of their errors, for results.json.
  Json describe(const results::Warpage &warpage);
  Json describe(const results::NamedWarpage &face);
  Json describe(const results::Gap &gap);
  Json describe(const results::ErrorEstimate &error);
  Json describe(const results::AdaptiveCycle &cycle);
} // namespace sagitta::output
