#pragma once

#include <algorithm>
#include <cmath>

namespace sagitta::process
{
  /// Chooses the length of the next step from the error of the last: docs/theory/history.md, Eq. (8).
  class StepControl
  {
  public:
    /// `order`: of the error of a step by its duration.
    explicit StepControl(double tolerance, unsigned order = 3) : tolerance_(tolerance), order_(order) {}

    bool accepts(double error) const { return error <= tolerance_; }

    /// Factor on the length of a step with this error.
    double growth(double error) const
    {
      constexpr double safety = 0.9, least = 0.1, most = 4;
      if (error == 0)
        return most;
      return error > 0 ? std::clamp(safety * root(tolerance_ / error), least, most) : least; // not a number: least
    }

  private:
    double root(double x) const { return order_ == 3 ? std::cbrt(x) : std::pow(x, 1. / order_); }

    double tolerance_;
    unsigned order_;
  };
} // namespace sagitta::process
