#pragma once

#include <algorithm>
#include <cmath>

namespace sagitta::process
{
  /// Chooses the length of the next step from the error of the last: docs/theory/history.md, Eq. (8).
  class StepControl
  {
  public:
    explicit StepControl(double tolerance) : tolerance_(tolerance) {}

    bool accepts(double error) const { return error <= tolerance_; }

    /// Factor on the length of a step with this error.
    double growth(double error) const
    {
      constexpr double safety = 0.9, least = 0.1, most = 4;
      if (error == 0)
        return most;
      return error > 0 ? std::clamp(safety * std::cbrt(tolerance_ / error), least, most) : least; // not a number: least
    }

  private:
    double tolerance_;
  };
} // namespace sagitta::process
