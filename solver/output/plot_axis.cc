#include <solver/output/plot_axis.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sagitta::output
{
  double round_step(double step)
  {
    const double power = std::pow(10., std::floor(std::log10(step)));
    for (const double digit : {1., 2., 5.})
      if (digit * power >= step * (1 - 1e-9))
        return digit * power;
    return 10 * power;
  }

  std::vector<double> round_ticks(double low, double high, unsigned count)
  {
    const double step = round_step((high - low) / count);
    std::vector<double> result;
    for (double i = std::ceil(low / step - 1e-6); i * step <= high + 1e-6 * step; ++i)
      result.push_back(i * step);
    return result;
  }

  PlotAxis::PlotAxis(const std::vector<double> &values, bool is_logarithmic, double from, double to)
      : is_logarithmic_(is_logarithmic), from_(from), to_(to)
  {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values)
      if (is_shown(value))
        {
          low = std::min(low, scale(value));
          high = std::max(high, scale(value));
        }
    if (!(low <= high))
      low = high = 0;
    if (high - low <= 1e-9 * std::max(std::abs(low), std::abs(high)))
      {
        const double room = is_logarithmic ? 0.5 : std::max(0.5 * std::abs(high), 1e-300);
        low -= room;
        high += low == high ? 1 : room;
      }
    step_ = round_step((high - low) / 5);
    if (is_logarithmic)
      step_ = std::max(1., std::round(step_));
    low_ = std::floor(low / step_ + 1e-6) * step_;
    high_ = std::ceil(high / step_ - 1e-6) * step_;
    if (is_logarithmic && high - low < 2)
      {
        low_ = low - 0.03 * (high - low);
        high_ = high + 0.03 * (high - low);
      }
  }

  bool PlotAxis::is_shown(double value) const
  {
    return std::isfinite(value) && (!is_logarithmic_ || value > 0);
  }

  std::vector<double> PlotAxis::ticks() const
  {
    std::vector<double> result;
    if (!is_logarithmic_)
      {
        for (double i = std::round(low_ / step_); i * step_ <= high_ + 1e-6 * step_; ++i)
          result.push_back(i * step_);
        return result;
      }
    const bool is_short = high_ - low_ < 2; // few decades: 2 and 5 as well
    for (double decade = std::floor(low_); decade <= high_ + 1e-9; decade += is_short ? 1 : step_)
      for (const double digit : {1., 2., 5.})
        {
          const double exponent = decade + std::log10(digit);
          if ((digit == 1 || is_short) && exponent >= low_ - 1e-9 && exponent <= high_ + 1e-9)
            result.push_back(std::pow(10., exponent));
        }
    return result;
  }

  double PlotAxis::scale(double value) const
  {
    return is_logarithmic_ ? std::log10(value) : value;
  }
} // namespace sagitta::output
