#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace sagitta::output
{
  using Json = nlohmann::ordered_json;

  /// {"value": ..., "unit": ...}
  template <typename Value>
  Json quantity(const Value &value, const std::string &unit)
  {
    return {{"value", value}, {"unit", unit}};
  }
} // namespace sagitta::output
