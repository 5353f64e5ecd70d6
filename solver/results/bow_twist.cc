#include <solver/results/bow_twist.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sagitta::results
{
  namespace
  {
    /// The point of an edge that is farthest from the line through its ends, with its sign, over the length of the edge.
    double bow_of_edge(const std::vector<double> &at, const std::vector<double> &heights)
    {
      const double length = at.back() - at.front();
      double farthest = 0;
      for (std::size_t i = 0; i < at.size(); ++i)
        {
          const double s = (at[i] - at.front()) / length;
          const double distance = heights[i] - (1 - s) * heights.front() - s * heights.back();
          if (std::abs(distance) > std::abs(farthest))
            farthest = distance;
        }
      return farthest / length;
    }

    double larger_of(double a, double b)
    {
      return std::abs(b) > std::abs(a) ? b : a;
    }
  } // namespace

  double BowTwist::largest() const
  {
    return std::max({std::abs(bow[0]), std::abs(bow[1]), std::abs(twist)});
  }

  std::optional<BowTwist> find_bow_twist(const SurfaceMap &surface)
  {
    const std::vector<double> &x = surface.x, &y = surface.y;
    if (x.size() < 2 || y.size() < 2 || surface.heights.size() != x.size() * y.size())
      return std::nullopt;
    const auto height = [&](std::size_t i, std::size_t j) { return surface.heights[j * x.size() + i]; };
    const std::size_t last_x = x.size() - 1, last_y = y.size() - 1;
    BowTwist result{{{0, 0}}, 0};
    for (const std::size_t j : {std::size_t(0), last_y})
      {
        std::vector<double> edge;
        for (std::size_t i = 0; i <= last_x; ++i)
          edge.push_back(height(i, j));
        result.bow[0] = larger_of(result.bow[0], bow_of_edge(x, edge));
        if (std::any_of(edge.begin(), edge.end(), [](double z) { return !std::isfinite(z); }))
          return std::nullopt;
      }
    for (const std::size_t i : {std::size_t(0), last_x})
      {
        std::vector<double> edge;
        for (std::size_t j = 0; j <= last_y; ++j)
          edge.push_back(height(i, j));
        result.bow[1] = larger_of(result.bow[1], bow_of_edge(y, edge));
        if (std::any_of(edge.begin(), edge.end(), [](double z) { return !std::isfinite(z); }))
          return std::nullopt;
      }
    const double gap = height(0, 0) + height(last_x, last_y) - height(last_x, 0) - height(0, last_y);
    result.twist = gap / (2 * std::hypot(x.back() - x.front(), y.back() - y.front()));
    return result;
  }
} // namespace sagitta::results
