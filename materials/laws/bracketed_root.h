#pragma once

#include <cmath>
#include <limits>
#include <stdexcept>

namespace sagitta::materials
{
  /// Value of a scalar function and its derivative.
  struct Slope
  {
    double value;
    double derivative;
  };

  /// A place where `function` changes from positive to negative, by Newton's method inside a bracket that is halved whenever Newton leaves
  /// it or converges too slowly: it needs neither convexity nor a good guess, and converges to rounding.
  /// @param function x -> Slope, with function(low) >= 0 >= function(high)
  /// Throws std::runtime_error when the function is not a number inside the bracket.
  template <typename Function>
  double bracketed_root(const Function &function, double low, double high, double guess)
  {
    double x = guess > low && guess < high ? guess : 0.5 * (low + high);
    double width = high - low;
    for (unsigned iteration = 0; iteration < 400; ++iteration)
      {
        const Slope at = function(x);
        if (std::isnan(at.value))
          throw std::runtime_error("the local equation of a material law is not a number between the bounds of its root");
        if (at.value == 0)
          return x;
        (at.value > 0 ? low : high) = x;
        double next = x - at.value / at.derivative;
        const bool halve = iteration % 4 == 3 && high - low > 0.5 * width;
        if (!(next > low && next < high) || halve)
          next = 0.5 * (low + high);
        if (iteration % 4 == 3)
          width = high - low;
        const double resolution = 2 * std::numeric_limits<double>::epsilon() * std::abs(x);
        if (std::abs(next - x) <= resolution || high - low <= resolution)
          return next;
        x = next;
      }
    return x;
  }
} // namespace sagitta::materials
