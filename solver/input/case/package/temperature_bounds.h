#pragma once

#include <solver/input/text/schema.h>

#include <fmt/format.h>

#include <string>

namespace sagitta::input
{
  /// What is wrong with a temperature [K] of a table: it is out of the range of temperatures in a case. Empty: nothing.
  inline std::string find_fault_of_temperature(double temperature)
  {
    constexpr double ice = 273.15;
    if (is_within(plausible_temperature, temperature))
      return "";
    return fmt::format("the temperature must be {} K ({:g} degC)", to_string(plausible_temperature), plausible_temperature.max - ice);
  }
} // namespace sagitta::input
