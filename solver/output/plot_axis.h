#pragma once

#include <vector>

namespace sagitta::output
{
  /// 1, 2 or 5 times a power of ten, not below `step` > 0.
  double round_step(double step);

  /// Multiples of a round step within a range, at most about `count`.
  std::vector<double> round_ticks(double low, double high, unsigned count);

  /// From values to pixels along one axis of a plot.
  class PlotAxis
  {
  public:
    /// The range is that of `values`, widened to round numbers; `from` and `to` are its ends in pixels.
    PlotAxis(const std::vector<double> &values, bool is_logarithmic, double from, double to);

    bool is_shown(double value) const;
    double position(double value) const { return from_ + (to_ - from_) * (scale(value) - low_) / (high_ - low_); }

    /// Values with a line and a label.
    std::vector<double> ticks() const;

  private:
    double scale(double value) const;

    bool is_logarithmic_;
    double from_, to_, low_ = 0, high_ = 1, step_ = 1;
  };
} // namespace sagitta::output
