#include <meshing/plan/axis_map.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    double interpolate(const std::vector<double> &from, const std::vector<double> &to, double value)
    {
      const auto upper = std::upper_bound(from.begin() + 1, from.end() - 1, value);
      const std::size_t i = upper - from.begin() - 1;
      const double share = (value - from[i]) / (from[i + 1] - from[i]);
      // Exact at both ends, so that equal lattice points stay equal physical points.
      return share == 1. ? to[i + 1] : to[i] + share * (to[i + 1] - to[i]);
    }

    bool increases(const std::vector<double> &values)
    {
      return std::adjacent_find(values.begin(), values.end(), [](double a, double b) { return !(a < b); }) == values.end();
    }
  } // namespace

  AxisMap::AxisMap(std::vector<double> lattice, std::vector<double> physical) : lattice_(std::move(lattice)), physical_(std::move(physical))
  {
    if (lattice_.size() != physical_.size() || lattice_.size() < 2 || !increases(lattice_) || !increases(physical_))
      throw std::invalid_argument("an axis map needs two or more points that increase strictly in both coordinates");
  }

  double AxisMap::to_physical(double lattice) const
  {
    return interpolate(lattice_, physical_, lattice);
  }

  double AxisMap::to_lattice(double physical) const
  {
    return interpolate(physical_, lattice_, physical);
  }
} // namespace sagitta::meshing
