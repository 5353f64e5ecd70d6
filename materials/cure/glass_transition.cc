#include <materials/cure/glass_transition.h>

#include <materials/display_units.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
  }

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
      message << "the glass transition must increase with the degree of cure: the uncured one, " << to_celsius(uncured)
              << " degC, must be above absolute zero and below the cured one, " << to_celsius(cured) << " degC";
    else if (!(lambda > 0 && lambda <= 1))
      message << "DiBenedetto's lambda must lie between 0 (excluded) and 1, not " << lambda;
    if (!message.str().empty())
      throw std::invalid_argument(message.str());
  }

  double TransitionTable::value(double x) const
  {
    if (x <= cure.front())
      return temperature.front();
    if (x >= cure.back())
      return temperature.back();
    const auto i = static_cast<std::size_t>(std::upper_bound(cure.begin(), cure.end(), x) - cure.begin());
    return temperature[i - 1] + (temperature[i] - temperature[i - 1]) * (x - cure[i - 1]) / (cure[i] - cure[i - 1]);
  }

  double TransitionTable::derivative(double x) const
  {
    if (x < cure.front() || x >= cure.back())
      return 0;
    const auto i = static_cast<std::size_t>(std::upper_bound(cure.begin(), cure.end(), x) - cure.begin());
    return (temperature[i] - temperature[i - 1]) / (cure[i] - cure[i - 1]);
  }

  void TransitionTable::check() const
  {
    std::ostringstream message;
    if (cure.size() < 2 || cure.size() != temperature.size())
      message << "a table of the glass transition needs at least two points (degree of cure, temperature), but has " << cure.size()
              << " degrees of cure and " << temperature.size() << " temperatures";
    else if (!(cure.front() >= 0 && cure.back() <= 1))
      message << "the degrees of cure of a glass transition table must lie between 0 and 1, not from " << cure.front() << " to "
              << cure.back();
    else if (!(temperature.front() > 0 && std::isfinite(temperature.back())))
      message << "a glass transition must be a positive number of K, not " << temperature.front() << " K";
    for (std::size_t i = 1; message.str().empty() && i < cure.size(); ++i)
      if (!(cure[i] > cure[i - 1]))
        message << "the degrees of cure of a glass transition table must increase from point to point, but " << cure[i] << " follows "
                << cure[i - 1];
      else if (!(temperature[i] >= temperature[i - 1]))
        message << "the glass transition must not decrease with the degree of cure, but " << to_celsius(temperature[i]) << " degC follows "
                << to_celsius(temperature[i - 1]) << " degC";
    if (!message.str().empty())
      throw std::invalid_argument(message.str());
  }

  double GlassTransition::value(double cure) const
  {
    return std::visit([cure](const auto &law) { return law.value(cure); }, law_);
  }

  double GlassTransition::derivative(double cure) const
  {
    return std::visit([cure](const auto &law) { return law.derivative(cure); }, law_);
  }

  void GlassTransition::check() const
  {
    std::visit([](const auto &law) { law.check(); }, law_);
  }
} // namespace sagitta::materials
