#pragma once

#include <nlohmann/json.hpp>

#include <cmath>

namespace sagitta::study
{
  /// A number of a file; null where it is not finite, which JSON cannot say.
  inline nlohmann::ordered_json number(double value)
  {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
  }
} // namespace sagitta::study
