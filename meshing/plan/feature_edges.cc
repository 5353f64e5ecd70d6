#include <meshing/plan/feature_edges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <variant>

namespace sagitta::meshing
{
  std::array<std::vector<EdgePosition>, 2> collect_positions(const Package &package, std::vector<std::string> &averaged)
  {
    std::array<std::vector<EdgePosition>, 2> positions;
    const auto add = [&](const Rectangle &r, int priority, const std::string &name) {
      positions[0].push_back({r.x_min, priority, name});
      positions[0].push_back({r.x_max, priority, name});
      positions[1].push_back({r.y_min, priority, name});
      positions[1].push_back({r.y_max, priority, name});
    };
    for (const Body &body : package.bodies)
      {
        const auto *r = std::get_if<Rectangle>(&body.outline);
        if (r)
          add(*r, body.kind == BodyKind::die ? 2 : 1, body.name);
        else
          averaged.push_back("the round outline of " + body.name + " is averaged by area in the cells that it crosses");
        for (const PowerBlock &block : body.power)
          if (!r || !is_equal(block.area, *r, 1e-9 * (r->x_max - r->x_min)))
            add(block.area, 0, "a power block of " + body.name);
      }
    return positions;
  }

  std::vector<double> choose_followed(std::vector<EdgePosition> positions, const AxisRange &range, double gap,
                                      std::vector<std::string> &averaged)
  {
    std::stable_sort(positions.begin(), positions.end(),
                     [](const EdgePosition &a, const EdgePosition &b) { return a.priority > b.priority; });
    const double tolerance = 1e-9 * range.length();
    std::set<double> kept;
    for (const EdgePosition &candidate : positions)
      {
        const double value = candidate.value;
        if (value <= range.low + tolerance || value >= range.high - tolerance)
          continue;
        double nearest = std::min((range.is_mirrored ? 2 : 1) * (value - range.low), range.high - value);
        const auto above = kept.lower_bound(value);
        double to_kept = range.length();
        if (above != kept.end())
          to_kept = std::min(to_kept, *above - value);
        if (above != kept.begin())
          to_kept = std::min(to_kept, value - *std::prev(above));
        if (to_kept <= tolerance)
          continue;
        nearest = std::min(nearest, to_kept);
        if (nearest < gap)
          averaged.push_back("the edge of " + candidate.name + " at " + range.name + " = " + std::to_string(value * 1e3) +
                             " mm is closer than half the resolution to another edge: it is averaged by area");
        else
          kept.insert(value);
      }
    return {kept.begin(), kept.end()};
  }

  std::vector<FeatureEdge> find_feature_edges(const Package &package, const std::array<AxisRange, 2> &ranges,
                                              const std::array<AxisMap, 2> &maps)
  {
    std::vector<FeatureEdge> edges;
    for (const Body &body : package.bodies)
      {
        const auto *r = std::get_if<Rectangle>(&body.outline);
        if (!r)
          continue;
        const std::array<std::array<double, 2>, 2> sides{{{{r->x_min, r->x_max}}, {{r->y_min, r->y_max}}}};
        for (unsigned d = 0; d < 2; ++d)
          for (const double side : sides[d])
            {
              const double tolerance = 1e-9 * ranges[d].length();
              if (side <= ranges[d].low + tolerance || side >= ranges[d].high - tolerance)
                continue;
              const double line = maps[d].to_lattice(side);
              if (std::abs(line - std::round(line)) > 1e-6)
                continue;
              const unsigned o = 1 - d;
              const double from = std::clamp(sides[o][0], ranges[o].low, ranges[o].high),
                           to = std::clamp(sides[o][1], ranges[o].low, ranges[o].high);
              if (from < to)
                edges.push_back({d, static_cast<unsigned>(std::round(line)), maps[o].to_lattice(from), maps[o].to_lattice(to)});
            }
      }
    return edges;
  }

  FeatureEdgeIndex::FeatureEdgeIndex(const std::vector<FeatureEdge> &edges)
  {
    for (const FeatureEdge &edge : edges)
      lines_[edge.axis][edge.position].emplace_back(edge.from, edge.to);
    for (auto &lines : lines_)
      for (auto &[position, intervals] : lines)
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
  }

  bool FeatureEdgeIndex::touches(const std::array<double, 2> &low, const std::array<double, 2> &high, double tolerance) const
  {
    for (unsigned d = 0; d < 2; ++d)
      {
        const double from = low[1 - d] - tolerance, to = high[1 - d] + tolerance;
        const auto end = lines_[d].upper_bound(high[d] + tolerance);
        for (auto line = lines_[d].lower_bound(low[d] - tolerance); line != end; ++line)
          {
            const Intervals &intervals = line->second;
            const auto first = std::partition_point(intervals.begin(), intervals.end(),
                                                    [from](const std::pair<double, double> &i) { return i.second < from; });
            if (first != intervals.end() && first->first <= to)
              return true;
          }
      }
    return false;
  }
} // namespace sagitta::meshing
