#include <solver/mechanics/stress_measures.h>

#include <algorithm>

namespace sagitta::mechanics
{
  double first_principal(const materials::Voigt &s)
  {
    // Trigonometric solution of the characteristic cubic; Smith, Commun. ACM 4 (1961) 168.
    const double mean = (s[0] + s[1] + s[2]) / 3;
    const double a = s[0] - mean, b = s[1] - mean, c = s[2] - mean;
    const double p = std::sqrt((a * a + b * b + c * c + 2 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5])) / 6);
    if (p == 0)
      return mean;
    const double determinant = a * (b * c - s[3] * s[3]) - s[5] * (s[5] * c - s[3] * s[4]) + s[4] * (s[5] * s[3] - b * s[4]);
    const double r = std::clamp(determinant / (2 * p * p * p), -1., 1.);
    return mean + 2 * p * std::cos(std::acos(r) / 3);
  }
} // namespace sagitta::mechanics
