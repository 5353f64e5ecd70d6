#pragma once

namespace sagitta
{
  constexpr double zero_celsius = 273.15; ///< [K]

  inline double to_celsius(double kelvin)
  {
    return kelvin - zero_celsius;
  }

  /// Never minus zero.
  inline double to_micrometres(double metres)
  {
    return 1e6 * metres + 0.;
  }
} // namespace sagitta
