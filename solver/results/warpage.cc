#include <solver/results/warpage.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace sagitta::results
{
  namespace
  {
    void check(const SurfaceMap &surface)
    {
      const auto increases = [](const std::vector<double> &axis) {
        return std::adjacent_find(axis.begin(), axis.end(), [](double a, double b) { return !(a < b); }) == axis.end();
      };
      if (surface.x.size() < 2 || surface.y.size() < 2 || surface.heights.size() != surface.x.size() * surface.y.size())
        throw std::invalid_argument("a surface map needs at least 2 x 2 points and one height for each");
      if (!increases(surface.x) || !increases(surface.y))
        throw std::invalid_argument("the axes of a surface map must increase strictly");
    }

    /// Subtracts the least-squares plane from the heights in place; coordinates are centred and scaled so that the normal equations are
    /// well conditioned.
    void remove_plane(SurfaceMap &map)
    {
      const std::size_t columns = map.x.size();
      const double scale = std::max(map.x.back() - map.x.front(), map.y.back() - map.y.front());
      double count = 0, mean_x = 0, mean_y = 0, mean_height = 0;
      const auto for_each_point = [&](const auto &action) {
        for (std::size_t j = 0; j < map.y.size(); ++j)
          for (std::size_t i = 0; i < columns; ++i)
            if (double &height = map.heights[j * columns + i]; std::isfinite(height))
              action(map.x[i] / scale, map.y[j] / scale, height);
      };
      for_each_point([&](double x, double y, double height) {
        count += 1;
        mean_x += x;
        mean_y += y;
        mean_height += height;
      });
      if (count < 3)
        throw std::invalid_argument("a surface map needs at least three points with material");
      mean_x /= count;
      mean_y /= count;
      mean_height /= count;

      double xx = 0, xy = 0, yy = 0, xh = 0, yh = 0;
      for_each_point([&](double x, double y, double height) {
        x -= mean_x;
        y -= mean_y;
        height -= mean_height;
        xx += x * x;
        xy += x * y;
        yy += y * y;
        xh += x * height;
        yh += y * height;
      });
      const double determinant = xx * yy - xy * xy;
      if (!(determinant > 1e-12 * (xx + yy) * (xx + yy)))
        throw std::invalid_argument("the points with material of a surface map lie on one line: no plane can be fitted");
      const double slope_x = (yy * xh - xy * yh) / determinant;
      const double slope_y = (xx * yh - xy * xh) / determinant;
      for_each_point([&](double x, double y, double &height) { height -= mean_height + slope_x * (x - mean_x) + slope_y * (y - mean_y); });
    }

    struct Range
    {
      double low = std::numeric_limits<double>::infinity();
      double high = -std::numeric_limits<double>::infinity();

      void include(double value)
      {
        low = std::min(low, value);
        high = std::max(high, value);
      }
      double extent() const { return high - low; }
    };

    Range range_of(const std::vector<double> &values)
    {
      Range range;
      for (const double value : values)
        if (std::isfinite(value))
          range.include(value);
      return range;
    }

    /// Index of the interval of `axis` that contains `place`, and the relative position in it.
    std::pair<std::size_t, double> locate(const std::vector<double> &axis, double place)
    {
      const auto after = std::upper_bound(axis.begin() + 1, axis.end() - 1, place);
      const std::size_t index = static_cast<std::size_t>(after - axis.begin()) - 1;
      const double share = (place - axis[index]) / (axis[index + 1] - axis[index]);
      // At a point of the grid rounding must not give a neighbour without material a weight.
      const double rounded = std::round(share);
      return {index, std::abs(share - rounded) < 1e-9 ? rounded : share};
    }

    /// Bilinear height; NaN if a point with a weight has no material.
    double interpolate(const SurfaceMap &map, double x, double y)
    {
      const auto [i, along_x] = locate(map.x, x);
      const auto [j, along_y] = locate(map.y, y);
      double height = 0;
      for (const std::size_t right : {0, 1})
        for (const std::size_t up : {0, 1})
          {
            const double weight = (right ? along_x : 1 - along_x) * (up ? along_y : 1 - along_y);
            if (weight != 0)
              height += weight * map.heights[(j + up) * map.x.size() + i + right];
          }
      return height;
    }

    /// Signed sagitta of the diagonal from (x_min, y_min), or of the other one; 0 where fewer than three points have material.
    double sagitta_of_diagonal(const SurfaceMap &map, bool rises_in_y)
    {
      const std::size_t points = std::max(map.x.size(), map.y.size()) | 1; // odd: the middle is one of them
      std::vector<double> places, heights;
      for (std::size_t k = 0; k < points; ++k)
        {
          const double share = static_cast<double>(k) / static_cast<double>(points - 1);
          const double share_y = rises_in_y ? share : 1 - share;
          const double height = interpolate(map, map.x.front() + share * (map.x.back() - map.x.front()),
                                            map.y.front() + share_y * (map.y.back() - map.y.front()));
          if (std::isfinite(height))
            {
              places.push_back(share);
              heights.push_back(height);
            }
        }
      if (places.size() < 3)
        return 0;
      Range deviation;
      const double slope = (heights.back() - heights.front()) / (places.back() - places.front());
      for (std::size_t k = 0; k < places.size(); ++k)
        deviation.include(heights[k] - heights.front() - slope * (places[k] - places.front()));
      return deviation.high + deviation.low;
    }

    WarpageShape classify(const std::array<double, 2> &diagonals, double noise)
    {
      const bool rises = diagonals[0] > noise || diagonals[1] > noise;
      const bool sinks = diagonals[0] < -noise || diagonals[1] < -noise;
      if (rises == sinks)
        return WarpageShape::saddle;
      return rises ? WarpageShape::convex : WarpageShape::concave;
    }

    /// Ball pitch and largest absolute warpage at temperature [m]: JEITA ED-7306.
    struct LimitRow
    {
      double pitch;
      double limit;
    };
    constexpr std::array<LimitRow, 6> jeita_table = {
        {{0.40e-3, 0.10e-3}, {0.50e-3, 0.11e-3}, {0.65e-3, 0.14e-3}, {0.80e-3, 0.17e-3}, {1.00e-3, 0.22e-3}, {1.27e-3, 0.25e-3}}};
  } // namespace

  Warpage measure_warpage(const SurfaceMap &surface, std::optional<double> ball_pitch, const WarpageNoise &noise)
  {
    check(surface);
    Warpage warpage;
    if (ball_pitch)
      warpage.limit = jeita_limit(*ball_pitch);

    warpage.map = surface;
    double largest_height = 0;
    for (const double height : surface.heights)
      if (std::isfinite(height))
        largest_height = std::max(largest_height, std::abs(height));
    remove_plane(warpage.map);
    warpage.peak_to_valley = range_of(warpage.map.heights).extent();
    warpage.diagonals = {{sagitta_of_diagonal(warpage.map, true), sagitta_of_diagonal(warpage.map, false)}};

    const double span = std::hypot(surface.x.back() - surface.x.front(), surface.y.back() - surface.y.front());
    const double rounding = 64 * std::numeric_limits<double>::epsilon() * largest_height;
    if (warpage.peak_to_valley <= std::max({noise.flatness * span, noise.deviation, rounding}))
      {
        warpage.shape = WarpageShape::flat;
        warpage.value = 0;
        return warpage;
      }
    warpage.shape = classify(warpage.diagonals, std::max({noise.diagonal * warpage.peak_to_valley, noise.deviation, rounding}));
    // The sign of the sum is the sign of the larger one.
    warpage.value = warpage.diagonals[0] + warpage.diagonals[1] < 0 ? -warpage.peak_to_valley : warpage.peak_to_valley;
    return warpage;
  }

  std::vector<double> peak_to_valley_weights(const SurfaceMap &without_plane, double tie)
  {
    const Range range = range_of(without_plane.heights);
    const double reach = tie * range.extent();
    SurfaceMap weights = without_plane; // points without material remain NaN
    double highest = 0, lowest = 0;
    for (const double height : without_plane.heights)
      {
        highest += height >= range.high - reach;
        lowest += height <= range.low + reach;
      }
    for (std::size_t i = 0; i < weights.heights.size(); ++i)
      if (const double height = without_plane.heights[i]; std::isfinite(height))
        weights.heights[i] = (height >= range.high - reach ? 1 / highest : 0) - (height <= range.low + reach ? 1 / lowest : 0);
    // The subtraction of the plane is a symmetric projection, which is its own transpose.
    remove_plane(weights);
    for (double &weight : weights.heights)
      if (!std::isfinite(weight))
        weight = 0;
    return weights.heights;
  }

  std::optional<double> jeita_limit(double ball_pitch)
  {
    if (!(ball_pitch > 0) || !std::isfinite(ball_pitch))
      throw std::invalid_argument("a ball pitch must be positive and finite");
    std::optional<double> limit;
    for (const LimitRow &row : jeita_table)
      if (row.pitch <= ball_pitch * (1 + 1e-9)) // 0.4 mm may be converted to 0.39999999999999997e-3 m
        limit = row.limit;
    return limit;
  }

  std::optional<bool> is_within_limit(const Warpage &warpage)
  {
    if (!warpage.limit)
      return {};
    return std::abs(warpage.value) <= *warpage.limit;
  }

  std::string to_string(WarpageShape shape)
  {
    switch (shape)
      {
      case WarpageShape::convex:
        return "convex";
      case WarpageShape::concave:
        return "concave";
      case WarpageShape::saddle:
        return "saddle";
      case WarpageShape::flat:
        return "flat";
      }
    throw std::invalid_argument("unknown shape of warpage");
  }
} // namespace sagitta::results
