#include <materials/temperature_function.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace sagitta::materials
{
  TemperatureFunction::TemperatureFunction(double value) : TemperatureFunction(std::vector<double>{0}, std::vector<double>{value}) {}

  TemperatureFunction::TemperatureFunction(std::vector<double> temperatures, std::vector<double> values)
      : temperatures_(std::move(temperatures)), values_(std::move(values))
  {
    if (temperatures_.empty())
      throw std::invalid_argument("a table over temperature needs at least one point");
    if (temperatures_.size() != values_.size())
      throw std::invalid_argument("a table over temperature has " + std::to_string(temperatures_.size()) + " temperatures but " +
                                  std::to_string(values_.size()) + " values; each point needs both");
    for (std::size_t i = 0; i < temperatures_.size(); ++i)
      {
        const std::string point =
            temperatures_.size() == 1 ? "the value" : "point " + std::to_string(i + 1) + " of the table over temperature";
        if (!std::isfinite(temperatures_[i]) || !std::isfinite(values_[i]))
          throw std::invalid_argument(point + " is not a finite number");
        if (i > 0 && temperatures_[i] <= temperatures_[i - 1])
          throw std::invalid_argument("the temperatures of a table must increase from point to point; " + point + " is at " +
                                      std::to_string(temperatures_[i]) + " K after " + std::to_string(temperatures_[i - 1]) + " K");
      }
  }

  double TemperatureFunction::value(double temperature) const
  {
    if (temperature <= temperatures_.front())
      return values_.front();
    if (temperature >= temperatures_.back())
      return values_.back();
    const auto above = std::upper_bound(temperatures_.begin(), temperatures_.end(), temperature);
    if (above == temperatures_.end())
      return temperature; // not a number stays not a number
    const std::size_t i = static_cast<std::size_t>(above - temperatures_.begin());
    const double share = (temperature - temperatures_[i - 1]) / (temperatures_[i] - temperatures_[i - 1]);
    return values_[i - 1] + share * (values_[i] - values_[i - 1]);
  }

  double TemperatureFunction::integral(double from, double to) const
  {
    if (to < from)
      return -integral(to, from);
    if (is_constant())
      return values_.front() * (to - from);

    // The function is linear between the knots inside (from, to), so the trapezoidal rule is exact on every piece.
    double sum = 0;
    double left = from;
    double value_left = value(from);
    for (auto knot = std::upper_bound(temperatures_.begin(), temperatures_.end(), from); knot != temperatures_.end() && *knot < to; ++knot)
      {
        const double value_knot = values_[static_cast<std::size_t>(knot - temperatures_.begin())];
        sum += 0.5 * (value_left + value_knot) * (*knot - left);
        left = *knot;
        value_left = value_knot;
      }
    return sum + 0.5 * (value_left + value(to)) * (to - left);
  }
} // namespace sagitta::materials
