#pragma once

#include <deal.II/base/point.h>

#include <array>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace sagitta::tests
{
  /// Finds points again that two meshes compute with different rounding errors.
  template <int dim>
  class PointTable
  {
  public:
    /// `tolerance` [m]: points nearer than this are the same; different points must lie farther apart than four times as much.
    explicit PointTable(double tolerance) : tolerance_(tolerance) {}

    /// Index of the point, which is added if it is new.
    unsigned insert(const dealii::Point<dim> &point)
    {
      const int known = find(point);
      if (known >= 0)
        return static_cast<unsigned>(known);
      bins_[bin_of(point)].push_back(size());
      points_.push_back(point);
      return size() - 1;
    }

    /// Index of the point, or -1.
    int find(const dealii::Point<dim> &point) const
    {
      unsigned neighbours = 1;
      for (int d = 0; d < dim; ++d)
        neighbours *= 3;
      for (unsigned n = 0; n < neighbours; ++n)
        {
          Bin bin = bin_of(point);
          for (unsigned d = 0, rest = n; d < dim; ++d, rest /= 3)
            bin[d] += static_cast<long long>(rest % 3) - 1;
          const auto found = bins_.find(bin);
          if (found != bins_.end())
            for (const unsigned index : found->second)
              if (points_[index].distance(point) < tolerance_)
                return static_cast<int>(index);
        }
      return -1;
    }

    unsigned size() const { return static_cast<unsigned>(points_.size()); }
    const dealii::Point<dim> &operator[](unsigned index) const { return points_[index]; }

  private:
    using Bin = std::array<long long, dim>;

    Bin bin_of(const dealii::Point<dim> &point) const
    {
      Bin bin;
      for (int d = 0; d < dim; ++d)
        bin[d] = std::llround(point[d] / (4 * tolerance_));
      return bin;
    }

    double tolerance_;
    std::map<Bin, std::vector<unsigned>> bins_;
    std::vector<dealii::Point<dim>> points_;
  };
} // namespace sagitta::tests
