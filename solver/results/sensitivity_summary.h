#pragma once

#include <solver/results/sensitivity.h>

#include <ostream>
#include <string>

namespace sagitta::results
{
  /// A number of SI units in the unit that engineers write it in.
  struct ShownUnit
  {
    std::string name; ///< "GPa", "um", "ppm/K"; empty for a number without one
    double per_si;    ///< the shown number for 1 in SI
  };

  ShownUnit shown_unit(const std::string &si);

  /// "bow, room"
  std::string title_of(const Gradient &gradient);

  /// A value with its unit: "20 GPa", "25 ppm/K".
  std::string shown(double value, const std::string &si_unit);

  /// The derivatives of every result, the largest effects first; the smallest of a long list stand in results.json alone.
  void print_sensitivities(std::ostream &out, const SensitivityResult &result);
} // namespace sagitta::results
