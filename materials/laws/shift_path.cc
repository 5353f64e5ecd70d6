#include <materials/laws/shift_path.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    class PathBuilder
    {
    public:
      PathBuilder(const Shift &shift, const PointStep &step, double shortest_time, double tolerance)
          : shift_(shift), step_(step), shortest_time_(shortest_time), tolerance_(tolerance)
      {
      }

      std::vector<ShiftPanel> build()
      {
        const double whole = integral(0, 1);
        add(0, 1, whole, 0);
        return panels_;
      }

    private:
      /// d(xi)/ds [s]: duration over a.
      double rate(double s) const
      {
        const double temperature = (1 - s) * step_.temperature[0] + s * step_.temperature[1];
        const double cure = (1 - s) * step_.cure[0] + s * step_.cure[1];
        return step_.duration * std::exp(-shift_.log_factor(temperature, cure));
      }

      /// Gauss's rule of five points for the growth of xi between two shares.
      double integral(double from, double to) const
      {
        constexpr double points[3] = {0, 0.5384693101056831, 0.9061798459386640};
        constexpr double weights[3] = {0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
        const double middle = 0.5 * (from + to);
        const double half = 0.5 * (to - from);
        double sum = weights[0] * rate(middle);
        for (unsigned i = 1; i < 3; ++i)
          sum += weights[i] * (rate(middle - points[i] * half) + rate(middle + points[i] * half));
        return sum * half;
      }

      void add(double from, double to, double reduced, unsigned depth)
      {
        const double middle = 0.5 * (from + to);
        const double share = to - from;
        const double left = integral(from, middle);
        const double right = integral(middle, to);
        const double start_slope = reduced / rate(from);
        const double end_slope = reduced / rate(to);
        const double z = left / (left + right);
        const double cubic = share * z * z * (3 - 2 * z) + start_slope * z * (1 - z) * (1 - z) - end_slope * z * z * (1 - z);
        const bool is_integrated = std::abs(left + right - reduced) <= 1e-2 * tolerance_ * std::max(left + right, shortest_time_);
        // An error of s is weighted by the change of exp(-xi / tau) over the panel.
        const double error = std::abs(cubic - 0.5 * share) * std::min(1., reduced / shortest_time_);
        if (is_integrated && error <= tolerance_)
          {
            panels_.push_back({share, reduced, start_slope, end_slope});
            return;
          }
        // A junction of two shift functions halves one panel after the other; deeper than this the shift is no function of the share.
        if (depth == 48)
          throw std::runtime_error("the reduced time of a step could not be integrated: its shift factor changes too fast");
        add(from, middle, left, depth + 1);
        add(middle, to, right, depth + 1);
      }

      const Shift &shift_;
      const PointStep &step_;
      double shortest_time_;
      double tolerance_;
      std::vector<ShiftPanel> panels_;
    };
  } // namespace

  std::vector<ShiftPanel> shift_path(const Shift &shift, const PointStep &step, double shortest_time, double tolerance)
  {
    const bool is_constant = step.temperature[0] == step.temperature[1] && (step.cure[0] == step.cure[1] || !shift.of_cure);
    if (is_constant)
      return {{1, step.duration * std::exp(-shift.log_factor(step.temperature[0], step.cure[0])), 1, 1}};
    return PathBuilder(shift, step, shortest_time, tolerance).build();
  }
} // namespace sagitta::materials
