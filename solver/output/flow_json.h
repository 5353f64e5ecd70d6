#pragma once

#include <solver/results/flow.h>

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace sagitta::output
{
  /// The section `flow` of results.json: per state the parts that yield or creep, see docs/user_guide/results.md.
  nlohmann::ordered_json to_json(const std::vector<results::StateFlow> &flows);
} // namespace sagitta::output
