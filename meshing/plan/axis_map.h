#pragma once

#include <vector>

namespace sagitta::meshing
{
  /// Monotone piecewise-linear map of one axis between lattice coordinates (finest cells counted from the origin) and
  /// physical ones [m]. Inside the given points both directions are exact at the points themselves.
  class AxisMap
  {
  public:
    /// Throws std::invalid_argument unless both lists have the same size >= 2 and increase strictly.
    AxisMap(std::vector<double> lattice, std::vector<double> physical);

    double to_physical(double lattice) const;
    double to_lattice(double physical) const;

    const std::vector<double> &lattice() const { return lattice_; }
    const std::vector<double> &physical() const { return physical_; }

  private:
    std::vector<double> lattice_;
    std::vector<double> physical_;
  };
} // namespace sagitta::meshing
