#include <solver/report/contour.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <utility>

namespace sagitta::report
{
  namespace
  {
    constexpr double outside = -std::numeric_limits<double>::infinity();

    /// Marching squares on a map that is surrounded by points of no material.
    class Tracer
    {
    public:
      Tracer(const HeightMap &map, double level) : map_(map), level_(level), width_(map.x.size() + 2), height_(map.y.size() + 2) {}

      std::vector<Polyline> trace(bool with_rim)
      {
        for (std::size_t j = 0; j + 1 < height_; ++j)
          for (std::size_t i = 0; i + 1 < width_; ++i)
            add_square(i, j, with_rim);
        return chain();
      }

    private:
      /// A crossing lies on an edge of the grid: from the point (i, j) along x or y.
      using Edge = std::uint64_t;

      double value(std::size_t i, std::size_t j) const
      {
        if (i == 0 || j == 0 || i + 1 == width_ || j + 1 == height_)
          return outside;
        const double w = map_.w[(j - 1) * map_.x.size() + i - 1];
        return std::isfinite(w) ? w : outside;
      }

      std::array<double, 2> place(std::size_t i, std::size_t j) const
      {
        return {{map_.x[std::min(std::max<std::size_t>(i, 1) - 1, map_.x.size() - 1)],
                 map_.y[std::min(std::max<std::size_t>(j, 1) - 1, map_.y.size() - 1)]}};
      }

      Edge edge(std::size_t i, std::size_t j, bool along_y) const { return 2 * (j * width_ + i) + (along_y ? 1 : 0); }

      std::array<double, 2> crossing(Edge e) const
      {
        const std::size_t i = (e / 2) % width_, j = (e / 2) / width_, k = i + (e % 2 ? 0 : 1), l = j + (e % 2 ? 1 : 0);
        const double a = value(i, j), b = value(k, l);
        const std::array<double, 2> p = place(i, j), q = place(k, l);
        if (!std::isfinite(a) || !std::isfinite(b))
          return std::isfinite(a) ? p : q; // at the last point with material
        const double t = (level_ - a) / (b - a);
        return {{p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])}};
      }

      void add_square(std::size_t i, std::size_t j, bool with_rim)
      {
        const std::array<double, 4> w = {{value(i, j), value(i + 1, j), value(i + 1, j + 1), value(i, j + 1)}};
        if (!with_rim && std::any_of(w.begin(), w.end(), [](double v) { return !std::isfinite(v); }))
          return;
        const std::array<Edge, 4> edges = {{edge(i, j, false), edge(i + 1, j, true), edge(i, j + 1, false), edge(i, j, true)}};
        std::array<Edge, 4> crossed{};
        unsigned n = 0;
        for (unsigned k = 0; k < 4; ++k)
          if ((w[k] >= level_) != (w[(k + 1) % 4] >= level_))
            crossed[n++] = edges[k];
        if (n == 2)
          join(crossed[0], crossed[1]);
        if (n != 4)
          return;
        // A saddle: the middle decides which corners belong together.
        const bool is_high = (w[0] + w[1] + w[2] + w[3]) / 4 >= level_, first_is_high = w[0] >= level_;
        if (is_high == first_is_high)
          {
            join(crossed[0], crossed[1]);
            join(crossed[2], crossed[3]);
          }
        else
          {
            join(crossed[3], crossed[0]);
            join(crossed[1], crossed[2]);
          }
      }

      void join(Edge a, Edge b)
      {
        for (const auto &[from, to] : {std::pair{a, b}, std::pair{b, a}})
          {
            Links &links = links_[from];
            links.to[links.count++] = to;
          }
        order_.push_back(a);
      }

      struct Links
      {
        std::array<Edge, 2> to{};
        unsigned count = 0;
        bool is_used = false;
      };

      Polyline follow(Edge start)
      {
        Polyline line;
        bool goes_on = true;
        for (Edge at = start; goes_on;)
          {
            Links &here = links_[at];
            here.is_used = true;
            line.push_back(crossing(at));
            goes_on = false;
            for (unsigned k = 0; k < here.count && !goes_on; ++k)
              if (!links_[here.to[k]].is_used)
                {
                  at = here.to[k];
                  goes_on = true;
                }
          }
        return line;
      }

      std::vector<Polyline> chain()
      {
        std::vector<Polyline> lines;
        for (const Edge e : order_) // open lines begin at their ends
          for (const Edge end : {e, links_[e].to[0], links_[e].to[1]})
            if (const auto found = links_.find(end); found != links_.end() && found->second.count == 1 && !found->second.is_used)
              lines.push_back(follow(end));
        for (const Edge e : order_)
          if (!links_[e].is_used)
            {
              lines.push_back(follow(e));
              lines.back().push_back(lines.back().front());
            }
        return lines;
      }

      const HeightMap &map_;
      double level_;
      std::size_t width_, height_;
      std::unordered_map<Edge, Links> links_;
      std::vector<Edge> order_;
    };

    double distance(const std::array<double, 2> &p, const std::array<double, 2> &a, const std::array<double, 2> &b)
    {
      const double dx = b[0] - a[0], dy = b[1] - a[1], length = std::hypot(dx, dy);
      return length > 0 ? std::abs(dx * (p[1] - a[1]) - dy * (p[0] - a[0])) / length : std::hypot(p[0] - a[0], p[1] - a[1]);
    }
  } // namespace

  std::vector<Polyline> filled_region(const HeightMap &map, double level)
  {
    return Tracer(map, level).trace(true);
  }

  std::vector<Polyline> level_lines(const HeightMap &map, double level)
  {
    return Tracer(map, level).trace(false);
  }

  Polyline simplify(const Polyline &line, double tolerance)
  {
    if (line.size() < 3)
      return line;
    std::vector<bool> is_kept(line.size(), false);
    is_kept.front() = is_kept.back() = true;
    std::vector<std::pair<std::size_t, std::size_t>> open = {{0, line.size() - 1}};
    while (!open.empty())
      {
        const auto [first, last] = open.back();
        open.pop_back();
        std::size_t farthest = first;
        double most = tolerance;
        for (std::size_t i = first + 1; i < last; ++i)
          if (const double d = distance(line[i], line[first], line[last]); d > most)
            {
              most = d;
              farthest = i;
            }
        if (farthest == first)
          continue;
        is_kept[farthest] = true;
        open.push_back({first, farthest});
        open.push_back({farthest, last});
      }
    Polyline result;
    for (std::size_t i = 0; i < line.size(); ++i)
      if (is_kept[i])
        result.push_back(line[i]);
    return result;
  }
} // namespace sagitta::report
