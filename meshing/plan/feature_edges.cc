#include <meshing/plan/feature_edges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <set>
#include <tuple>
#include <variant>

namespace sagitta::meshing
{
  namespace
  {
    void add_sides(const Rectangle &r, EdgeRank rank, unsigned body, std::vector<PlanEdge> &edges)
    {
      for (const double x : {r.x_min, r.x_max})
        edges.push_back({0, x, r.y_min, r.y_max, rank, body});
      for (const double y : {r.y_min, r.y_max})
        edges.push_back({1, y, r.x_min, r.x_max, rank, body});
    }

    /// Lines are compared by what does not depend on rounding: lengths and distances in units of a ten-millionth of the package.
    class Importance
    {
    public:
      explicit Importance(const AxisRange &range) : centre_(range.centre()), unit_(1e-7 * range.whole_length()) {}

      using Key = std::tuple<int, long long, long long>;

      /// Larger: more important. Lines that mirror each other have the same one.
      Key operator()(const EdgeLine &line) const
      {
        return {static_cast<int>(line.rank), std::llround(line.length / unit_), std::llround(std::abs(line.value - centre_) / unit_)};
      }

    private:
      double centre_, unit_;
    };

    using Intervals = std::vector<std::pair<double, double>>;

    void merge(Intervals &intervals)
    {
      std::sort(intervals.begin(), intervals.end());
      Intervals merged;
      for (const auto &[from, to] : intervals)
        if (!merged.empty() && from <= merged.back().second)
          merged.back().second = std::max(merged.back().second, to);
        else
          merged.emplace_back(from, to);
      intervals = std::move(merged);
    }

    /// Does a line between `low` and `high` cover a part of [from, to]?
    bool meets(const std::map<double, Intervals> &lines, double low, double high, double from, double to)
    {
      const auto end = lines.upper_bound(high);
      for (auto line = lines.lower_bound(low); line != end; ++line)
        {
          const Intervals &intervals = line->second;
          const auto first = std::partition_point(intervals.begin(), intervals.end(),
                                                  [from](const std::pair<double, double> &i) { return i.second < from; });
          if (first != intervals.end() && first->first <= to)
            return true;
        }
      return false;
    }
  } // namespace

  std::vector<PlanEdge> collect_outline_edges(const Package &package, const std::array<double, 2> &cell_width)
  {
    std::vector<PlanEdge> edges;
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const Body &body = package.bodies[b];
        if (body.kind == BodyKind::tile)
          continue;
        if (const auto *r = std::get_if<Rectangle>(&body.outline))
          add_sides(*r, body.kind == BodyKind::die ? EdgeRank::die : EdgeRank::outline, b, edges);
        else if (const Disc &disc = std::get<Disc>(body.outline); disc.radius >= std::max(cell_width[0], cell_width[1]))
          for (const double side : {-disc.radius, disc.radius})
            {
              edges.push_back({0, disc.x + side, disc.y, disc.y, EdgeRank::tangent, b});
              edges.push_back({1, disc.y + side, disc.x, disc.x, EdgeRank::tangent, b});
            }
      }
    return edges;
  }

  std::vector<PlanEdge> collect_block_edges(const Package &package, const std::array<double, 2> &cell_width)
  {
    std::vector<PlanEdge> edges, narrow;
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const auto *r = std::get_if<Rectangle>(&package.bodies[b].outline);
        for (const PowerBlock &block : package.bodies[b].power)
          if (!r || !is_equal(block.area, *r, 1e-9 * (r->x_max - r->x_min)))
            {
              const bool is_wide = width(block.area) >= 2 * cell_width[0] && height(block.area) >= 2 * cell_width[1];
              add_sides(block.area, EdgeRank::power_block, b, is_wide ? edges : narrow);
            }
      }
    constexpr double cells_of_narrow_block = 16, always = 256; // this many narrow blocks are followed in any plan
    const Rectangle box = package.bounding_box();
    const double cells = width(box) / cell_width[0] * (height(box) / cell_width[1]);
    const double n_narrow = double(narrow.size()) / 4; // four sides each
    if (n_narrow <= std::max(always, cells / 2 / cells_of_narrow_block))
      edges.insert(edges.end(), narrow.begin(), narrow.end());
    return edges;
  }

  std::vector<EdgeLine> find_lines(const std::vector<PlanEdge> &edges, unsigned axis, const AxisRange &range)
  {
    std::vector<EdgeLine> lines;
    for (const PlanEdge &edge : edges)
      if (edge.axis == axis && range.is_inside(edge.position))
        lines.push_back({edge.position, edge.rank, edge.to - edge.from});
    // Sorted by all that they hold: the sums of lengths do not depend on the order of the parts either.
    std::sort(lines.begin(), lines.end(), [](const EdgeLine &a, const EdgeLine &b) {
      return std::tie(a.value, a.rank, a.length) < std::tie(b.value, b.rank, b.length);
    });
    std::vector<EdgeLine> merged;
    double first = 0;
    for (const EdgeLine &line : lines)
      if (merged.empty() || line.value - first > 1e-9 * range.length())
        {
          first = line.value;
          merged.push_back(line);
        }
      else if (line.rank == merged.back().rank)
        merged.back().length += line.length;
      else if (line.rank > merged.back().rank)
        merged.back() = line;
    const Importance importance(range);
    std::stable_sort(merged.begin(), merged.end(), [&](const EdgeLine &a, const EdgeLine &b) { return importance(a) > importance(b); });
    return merged;
  }

  FollowedLines choose_followed(const std::vector<EdgeLine> &lines, const AxisRange &range, double cell_width)
  {
    const Importance importance(range);
    const double gap = .5 * cell_width * (1 - 1e-9);
    // An even number, so that a package and its mirrored half choose alike.
    const double cells = std::floor(range.whole_length() / cell_width / 4) * (range.is_mirrored ? 1 : 2);
    FollowedLines result;
    std::set<double> kept;
    const auto distance = [&](double value) {
      double nearest = std::min((range.is_mirrored ? 2 : 1) * (value - range.low), range.high - value);
      const auto above = kept.lower_bound(value);
      if (above != kept.end())
        nearest = std::min(nearest, *above - value);
      if (above != kept.begin())
        nearest = std::min(nearest, value - *std::prev(above));
      return nearest;
    };
    for (std::size_t i = 0; i < lines.size();)
      {
        // Lines that mirror each other: both are followed or none.
        std::size_t end = i + 1;
        while (end < lines.size() && importance(lines[end]) == importance(lines[i]))
          ++end;
        const double to_centre = std::abs(lines[i].value - range.centre());
        const bool is_near_image = end > i + 1 && to_centre > 1e-9 * range.length() && 2 * to_centre < gap;
        const bool is_minor = lines[i].rank <= EdgeRank::power_block;
        const bool is_too_many = is_minor && double(kept.size() + (end - i)) > cells;
        for (; i < end; ++i)
          if (is_near_image || is_too_many || distance(lines[i].value) < gap)
            result.others.push_back(lines[i]);
          else
            kept.insert(lines[i].value);
      }
    result.followed.assign(kept.begin(), kept.end());
    return result;
  }

  FeatureEdgeIndex::FeatureEdgeIndex(const std::vector<FeatureEdge> &edges)
  {
    for (const FeatureEdge &edge : edges)
      {
        all_[edge.axis][edge.position].emplace_back(edge.from, edge.to);
        if (edge.is_line)
          lines_[edge.axis][edge.position].emplace_back(edge.from, edge.to);
      }
    for (auto *lines : {&all_, &lines_})
      for (Lines &axis : *lines)
        for (auto &[position, intervals] : axis)
          merge(intervals);
  }

  bool FeatureEdgeIndex::touches(const std::array<double, 2> &low, const std::array<double, 2> &high, double tolerance) const
  {
    for (unsigned d = 0; d < 2; ++d)
      if (meets(all_[d], low[d] - tolerance, high[d] + tolerance, low[1 - d] - tolerance, high[1 - d] + tolerance))
        return true;
    return false;
  }

  bool FeatureEdgeIndex::crosses(const std::array<double, 2> &low, const std::array<double, 2> &high, double tolerance) const
  {
    for (unsigned d = 0; d < 2; ++d)
      if (meets(lines_[d], low[d] + tolerance, high[d] - tolerance, low[1 - d] + tolerance, high[1 - d] - tolerance))
        return true;
    return false;
  }
} // namespace sagitta::meshing
