#include <materials/cure/glass_transition.h>

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace sagitta::materials
{
  double DiBenedetto::value(double cure) const
  {
    return uncured + (cured - uncured) * lambda * cure / (1 - (1 - lambda) * cure);
  }

  double DiBenedetto::derivative(double cure) const
  {
    const double denominator = 1 - (1 - lambda) * cure;
    return (cured - uncured) * lambda / (denominator * denominator);
  }

  void DiBenedetto::check() const
  {
    std::ostringstream message;
    if (!(uncured > 0 && cured > uncured && std::isfinite(cured)))
      message << "the glass transition must rise with cure: the uncured one, " << uncured
              << " K, must be positive and below the cured one, " << cured << " K";
    else if (!(lambda > 0 && lambda <= 1))
      message << "DiBenedetto's lambda must lie between 0 (excluded) and 1, not " << lambda;
    if (!message.str().empty())
      throw std::invalid_argument(message.str());
  }
} // namespace sagitta::materials
