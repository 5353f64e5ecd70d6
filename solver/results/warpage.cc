#include <solver/results/warpage.h>

#include <solver/results/quadratic.h>

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

    /// Deviations of a diagonal from the chord through its first and last point with material: of the one from (x_min, y_min), or of the
    /// other one; empty where fewer than three points have material.
    std::vector<double> deviations_of_diagonal(const SurfaceMap &map, bool rises_in_y)
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
        return {};
      const double slope = (heights.back() - heights.front()) / (places.back() - places.front()), first = heights.front();
      for (std::size_t k = 0; k < places.size(); ++k)
        heights[k] -= first + slope * (places[k] - places.front());
      return heights;
    }

    /// Does a profile turn twice, like a W (1) or an M (-1)? 0: neither. Its flanks lie below (above) the middle and the ends, and of
    /// these two heights the smaller one is above the noise [m] and at least a third of the larger. What is odd about the middle, an S,
    /// does not count.
    int find_letter(const std::vector<double> &deviations, double noise)
    {
      constexpr double small = 1. / 3;
      if (deviations.size() < 5)
        return 0;
      const std::size_t half = deviations.size() / 2;
      Range flanks;
      for (std::size_t k = 0; k <= half; ++k)
        flanks.include((deviations[k] + deviations[deviations.size() - 1 - k]) / 2);
      const double middle = (deviations[half] + deviations[deviations.size() - 1 - half]) / 2;
      const auto are_alike = [&](double a, double b) { return std::min(a, b) > noise && std::min(a, b) >= small * std::max(a, b); };
      if (are_alike(middle - flanks.low, -flanks.low)) // the ends are at zero
        return 1;
      return are_alike(flanks.high - middle, flanks.high) ? -1 : 0;
    }

    WarpageShape classify(const std::array<double, 2> &diagonals, double noise)
    {
      const bool rises = diagonals[0] > noise || diagonals[1] > noise;
      const bool sinks = diagonals[0] < -noise || diagonals[1] < -noise;
      if (rises == sinks)
        return WarpageShape::saddle;
      return rises ? WarpageShape::convex : WarpageShape::concave;
    }

    /// Is the sign certain? The diagonals and the best quadratic must agree on it, the diagonals by more than the
    /// residual of the quadratic and the error [m].
    bool is_sign_certain(const Warpage &warpage, double error)
    {
      if (warpage.shape == WarpageShape::flat)
        return true;
      const double sagitta = (warpage.diagonals[0] + warpage.diagonals[1]) / 2;
      if (!warpage.quadratic)
        return std::abs(sagitta) > error;
      const Uncertain &bow = warpage.quadratic->mean_bow;
      return sagitta * bow.value > 0 && std::abs(sagitta) > warpage.quadratic->residual + error && std::abs(bow.value) > bow.uncertainty;
    }
  } // namespace

  Warpage measure_warpage(const SurfaceMap &surface, const WarpageNoise &noise)
  {
    check(surface);
    Warpage warpage;
    warpage.map = surface;
    double largest_height = 0;
    for (const double height : surface.heights)
      if (std::isfinite(height))
        largest_height = std::max(largest_height, std::abs(height));
    remove_plane(warpage.map);
    warpage.peak_to_valley = range_of(warpage.map.heights).extent();
    warpage.quadratic = fit_quadratic(warpage.map);
    const std::array<std::vector<double>, 2> profiles = {
        {deviations_of_diagonal(warpage.map, true), deviations_of_diagonal(warpage.map, false)}};
    for (unsigned d = 0; d < 2; ++d)
      if (const Range range = range_of(profiles[d]); !profiles[d].empty())
        warpage.diagonals[d] = range.high + range.low;

    const double span = std::hypot(surface.x.back() - surface.x.front(), surface.y.back() - surface.y.front());
    const double rounding = 64 * std::numeric_limits<double>::epsilon() * largest_height;
    if (warpage.peak_to_valley <= std::max({noise.flatness * span, noise.deviation, rounding}))
      {
        warpage.shape = WarpageShape::flat;
        warpage.value = 0;
        return warpage;
      }
    const double least = std::max({noise.diagonal * warpage.peak_to_valley, noise.deviation, rounding});
    const int letter = find_letter(profiles[0], least);
    const bool is_twisted =
        warpage.diagonals[0] * warpage.diagonals[1] < 0 && std::min(std::abs(warpage.diagonals[0]), std::abs(warpage.diagonals[1])) > least;
    if (letter != 0 && letter == find_letter(profiles[1], least) && !is_twisted)
      warpage.shape = letter > 0 ? WarpageShape::w_like : WarpageShape::m_like;
    else
      warpage.shape = classify(warpage.diagonals, least);
    // The sign of the sum is the sign of the larger one.
    warpage.value = warpage.diagonals[0] + warpage.diagonals[1] < 0 ? -warpage.peak_to_valley : warpage.peak_to_valley;
    warpage.sign_is_certain = is_sign_certain(warpage, std::max(noise.deviation, rounding));
    return warpage;
  }

  void add_error(Warpage &warpage, double error)
  {
    if (warpage.quadratic)
      add_error(*warpage.quadratic, warpage.map, error);
    warpage.sign_is_certain = warpage.sign_is_certain && is_sign_certain(warpage, error);
  }

  Gap make_gap(const std::string &name, const std::array<std::string, 2> &faces, double distance, const SurfaceMap &change)
  {
    Gap gap{name, faces, distance, change};
    const Range range = range_of(change.heights);
    double count = 0;
    for (const double height : change.heights)
      if (std::isfinite(height))
        {
          gap.mean += height;
          count += 1;
        }
    if (count == 0)
      throw std::invalid_argument("two faces are nowhere above each other");
    gap.mean /= count;
    gap.smallest = range.low;
    gap.largest = range.high;
    return gap;
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
      case WarpageShape::m_like:
        return "M";
      case WarpageShape::w_like:
        return "W";
      case WarpageShape::flat:
        return "flat";
      }
    throw std::invalid_argument("unknown shape of warpage");
  }
} // namespace sagitta::results
