#include <meshing/package/overlap.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <variant>

namespace sagitta::meshing
{
  namespace
  {
    double depth(const Rectangle &a, const Rectangle &b)
    {
      return std::min(std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min), std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min));
    }

    double depth(const Disc &a, const Disc &b)
    {
      return a.radius + b.radius - std::hypot(a.x - b.x, a.y - b.y);
    }

    double depth(const Rectangle &a, const Disc &b)
    {
      return b.radius - std::hypot(b.x - std::clamp(b.x, a.x_min, a.x_max), b.y - std::clamp(b.y, a.y_min, a.y_max));
    }

    double depth(const Disc &a, const Rectangle &b)
    {
      return depth(b, a);
    }
  } // namespace

  bool overlap(const Outline &a, const Outline &b, double tolerance)
  {
    return std::visit([](const auto &first, const auto &second) { return depth(first, second); }, a, b) > tolerance;
  }

  std::vector<std::pair<std::size_t, std::size_t>> find_overlaps(const std::vector<Rectangle> &rectangles, double tolerance)
  {
    const auto key = [&](std::size_t i) {
      const Rectangle &r = rectangles[i];
      return std::make_tuple(r.x_min, r.y_min, r.x_max, r.y_max, i);
    };
    std::vector<std::size_t> by_start(rectangles.size());
    std::iota(by_start.begin(), by_start.end(), std::size_t(0));
    std::sort(by_start.begin(), by_start.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });

    // A line sweeps from left to right over rectangles that do not overlap; one that does is reported and left out.
    std::vector<std::pair<std::size_t, std::size_t>> overlaps;
    std::map<double, std::size_t> on_line;         // y_min -> rectangle
    std::set<std::pair<double, std::size_t>> ends; // x_max of those
    for (const std::size_t i : by_start)
      {
        const Rectangle &r = rectangles[i];
        while (!ends.empty() && ends.begin()->first <= r.x_min + tolerance)
          {
            on_line.erase(rectangles[ends.begin()->second].y_min);
            ends.erase(ends.begin());
          }
        const auto above = on_line.lower_bound(r.y_min);
        if (above != on_line.end() && above->first < r.y_max - tolerance)
          overlaps.emplace_back(above->second, i);
        else if (above != on_line.begin() && rectangles[std::prev(above)->second].y_max > r.y_min + tolerance)
          overlaps.emplace_back(std::prev(above)->second, i);
        else if (on_line.emplace(r.y_min, i).second)
          ends.emplace(r.x_max, i);
      }
    return overlaps;
  }

  bool crosses(const Disc &disc, const Rectangle &cell)
  {
    double nearest = 0, farthest = 0;
    for (const auto &[low, high, centre] : {std::array<double, 3>{{cell.x_min, cell.x_max, disc.x}}, {{cell.y_min, cell.y_max, disc.y}}})
      {
        const double gap = std::max({low - centre, centre - high, 0.});
        const double reach = std::max(std::abs(low - centre), std::abs(high - centre));
        nearest += gap * gap;
        farthest += reach * reach;
      }
    return nearest < disc.radius * disc.radius && farthest > disc.radius * disc.radius;
  }
} // namespace sagitta::meshing
