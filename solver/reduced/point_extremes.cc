#include <solver/reduced/point_extremes.h>

#include <algorithm>
#include <cmath>

namespace sagitta::reduced
{
  double PointBounds::norm(const std::vector<double> &right_side, const std::vector<double> &x) const
  {
    double sum = 0;
    for (std::size_t k = 0; k < right_side.size(); ++k)
      {
        const double residual = right_side[k] - product(&sketched_[k * size_], x.data(), size_);
        sum += residual * residual;
      }
    return norm_factor_ * std::sqrt(sum / static_cast<double>(right_side.size()));
  }

  std::array<double, 2> PointBounds::highest(const PointSet &set, const std::vector<double> &values, double energy,
                                             const SketchedPoints &points) const
  {
    std::vector<double> bounds(values.size());
    std::vector<char> is_refined(values.size(), 0);
    double lower = -INFINITY;
    for (std::size_t i = 0; i < values.size(); ++i)
      {
        bounds[i] = energy * norm_factor_ * points.scale * points.norms[i];
        lower = std::max(lower, values[i] - bounds[i]);
      }
    for (unsigned refined = 0;; ++refined)
      {
        std::size_t top = 0;
        for (std::size_t i = 1; i < values.size(); ++i)
          if (values[i] + bounds[i] > values[top] + bounds[top])
            top = i;
        if (is_refined[top] || refined == most_refined_points)
          return {{lower, values[top] + bounds[top]}};
        std::vector<double> vector, sketched;
        for (const std::vector<double> &function : set.values)
          vector.push_back(function[top]);
        for (const std::vector<double> &row : points.rows)
          sketched.push_back(points.scale * row[top]);
        bounds[top] = std::min(bounds[top], energy * dual_norm(sketched, vector));
        is_refined[top] = 1;
        lower = std::max(lower, values[top] - bounds[top]);
      }
  }

  Extreme PointBounds::extreme(const PointSet &set, const std::vector<double> &values, double energy, const SketchedPoints &points) const
  {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const std::array<double, 2> top = highest(set, values, energy, points);
    if (set.figure == PointSet::Figure::highest)
      return {*most, std::max(top[1] - *most, *most - top[0])};
    std::vector<double> mirrored(values.size());
    std::transform(values.begin(), values.end(), mirrored.begin(), [](double value) { return -value; });
    const std::array<double, 2> bottom = highest(set, mirrored, energy, points);
    const double value = *most - *least;
    return {value, std::max(top[1] + bottom[1] - value, value - top[0] - bottom[0])};
  }
} // namespace sagitta::reduced
