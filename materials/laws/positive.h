#pragma once

#include <cmath>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  /// Refuses a constant that is not a finite number above zero. Throws std::invalid_argument with a message about `what`.
  inline void require_positive(double value, const std::string &what)
  {
    if (!(value > 0) || !std::isfinite(value))
      throw std::invalid_argument(what + " is " + std::to_string(value) + "; it must be a finite number above zero");
  }
} // namespace sagitta::materials
