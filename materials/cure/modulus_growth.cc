#include <materials/cure/modulus_growth.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace sagitta::materials
{
  double ModulusGrowth::value(double cure) const
  {
    if (cure <= gel_point)
      return 0;
    return std::min(1., lead * std::pow((cure * cure - gel_point * gel_point) / (1 - gel_point * gel_point), exponent));
  }

  double ModulusGrowth::mean(double from, double to) const
  {
    if (to < from)
      return mean(to, from);
    if (to - from <= 1e-12)
      return value(0.5 * (from + to));
    // From the gel point on, x = start + (end - start) z^2 makes the integrand smooth enough for Gauss's rule of eight points.
    constexpr double points[4] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
    constexpr double weights[4] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};
    const double start = std::clamp(gel_point, from, to);
    // From here on h = 1.
    const double full = std::sqrt(gel_point * gel_point + (1 - gel_point * gel_point) * std::pow(lead, -1 / exponent));
    const double end = std::clamp(full, start, to);
    double integral = 0;
    for (unsigned i = 0; i < 4; ++i)
      for (const double sign : {-1., 1.})
        {
          const double z = 0.5 * (1 + sign * points[i]);
          integral += weights[i] * z * value(start + (end - start) * z * z);
        }
    return (integral * (end - start) + to - end) / (to - from);
  }

  void ModulusGrowth::check() const
  {
    std::ostringstream message;
    if (!(gel_point > 0 && gel_point < 1))
      message << "the gel point must lie between 0 and 1 (both excluded), not " << gel_point;
    else if (!(exponent > 0 && std::isfinite(exponent)))
      message << "the exponent of the growth of the equilibrium modulus must be positive, not " << exponent;
    else if (!(lead >= 1 && std::isfinite(lead)))
      message << "the lead of the growth of the equilibrium modulus must be at least 1, not " << lead;
    if (!message.str().empty())
      throw std::invalid_argument(message.str());
  }
} // namespace sagitta::materials
