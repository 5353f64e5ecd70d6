#include <solver/reduced/height_weights.h>

#include <array>
#include <cmath>

namespace sagitta::reduced
{
  namespace
  {
    using Terms = std::array<double, 3>; ///< 1, x, y scaled to the zone

    Terms terms_of(const results::SurfaceMap &map, std::size_t point)
    {
      const auto scaled = [](const std::vector<double> &axis, std::size_t i) {
        return (2 * axis[i] - axis.front() - axis.back()) / (axis.back() - axis.front());
      };
      return {{1, scaled(map.x, point % map.x.size()), scaled(map.y, point / map.x.size())}};
    }

    /// x of M x = b for a symmetric positive definite M of three rows, by elimination.
    Terms solve(std::array<Terms, 3> m, Terms b)
    {
      for (unsigned i = 0; i < 3; ++i)
        for (unsigned j = i + 1; j < 3; ++j)
          {
            const double factor = m[j][i] / m[i][i];
            for (unsigned k = i; k < 3; ++k)
              m[j][k] -= factor * m[i][k];
            b[j] -= factor * b[i];
          }
      for (unsigned i = 3; i-- > 0;)
        {
          for (unsigned k = i + 1; k < 3; ++k)
            b[i] -= m[i][k] * b[k];
          b[i] /= m[i][i];
        }
      return b;
    }
  } // namespace

  std::vector<double> height_weights(const results::SurfaceMap &map, std::size_t point)
  {
    std::array<Terms, 3> matrix{};
    for (std::size_t i = 0; i < map.heights.size(); ++i)
      if (std::isfinite(map.heights[i]))
        {
          const Terms terms = terms_of(map, i);
          for (unsigned a = 0; a < 3; ++a)
            for (unsigned b = 0; b < 3; ++b)
              matrix[a][b] += terms[a] * terms[b];
        }
    const Terms plane = solve(matrix, terms_of(map, point));
    std::vector<double> weights(map.heights.size(), 0.);
    for (std::size_t i = 0; i < weights.size(); ++i)
      if (std::isfinite(map.heights[i]))
        {
          const Terms terms = terms_of(map, i);
          weights[i] = (i == point ? 1. : 0.) - plane[0] * terms[0] - plane[1] * terms[1] - plane[2] * terms[2];
        }
    return weights;
  }

  std::size_t nearest_point(const results::SurfaceMap &map, double x, double y)
  {
    std::size_t best = 0;
    double smallest = INFINITY;
    for (std::size_t i = 0; i < map.heights.size(); ++i)
      if (const double distance = std::hypot(map.x[i % map.x.size()] - x, map.y[i / map.x.size()] - y);
          std::isfinite(map.heights[i]) && distance < smallest)
        {
          smallest = distance;
          best = i;
        }
    return best;
  }
} // namespace sagitta::reduced
