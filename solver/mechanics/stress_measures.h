#pragma once

#include <materials/laws/law.h>

#include <array>
#include <cmath>
#include <vector>

namespace sagitta::mechanics
{
  /// Equivalent stress of von Mises [Pa], sqrt(3/2 dev s : dev s).
  inline double von_mises(const materials::Voigt &s)
  {
    const double a = s[0] - s[1], b = s[1] - s[2], c = s[2] - s[0];
    return std::sqrt(.5 * (a * a + b * b + c * c) + 3 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]));
  }

  /// First principal stress [Pa], the largest eigenvalue.
  double first_principal(const materials::Voigt &stress);

  /// The same at many points: stress[component][point], in the order of Voigt.
  void find_first_principal(const std::array<std::vector<double>, 6> &stress, std::vector<double> &result);
} // namespace sagitta::mechanics
