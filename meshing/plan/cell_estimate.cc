#include <meshing/plan/cell_estimate.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace sagitta::meshing
{
  namespace
  {
    /// Length of all feature edges in cells of the finest level; what several edges cover counts once.
    double total_length(const std::vector<FeatureEdge> &edges)
    {
      std::map<std::pair<unsigned, double>, std::vector<std::pair<double, double>>> lines; // axis and position -> from, to
      for (const FeatureEdge &edge : edges)
        lines[{edge.axis, edge.position}].emplace_back(edge.from, edge.to);
      double length = 0;
      for (auto &[line, parts] : lines)
        {
          std::sort(parts.begin(), parts.end());
          double end = parts.front().first;
          for (const auto &[from, to] : parts)
            {
              length += std::max(0., to - std::max(from, end));
              end = std::max(end, to);
            }
        }
      return length;
    }
  } // namespace

  double estimate_cells(const Plan &plan)
  {
    constexpr double cells_of_coarse_ball = 12;
    if (plan.rings)
      {
        const RingPlan &rings = *plan.rings;
        double cells = double(rings.lines[0].size() - 1) * double(rings.lines[1].size() - 1);
        for (const RingTile &tile : rings.tiles) // a core, four cells to the circle and four to the sides for every one of the lattice
          cells += 4. * (tile.last[0] - tile.first[0] + tile.last[1] - tile.first[1]);
        return cells * std::exp2(2. * rings.levels);
      }
    if (!plan.snapped)
      return cells_of_coarse_ball * std::exp2(2. * plan.disc->levels);
    const unsigned levels = plan.snapped->edge_levels(); // only cells that an inserted line crosses are cut further
    const double base = double(plan.snapped->coarse_cells[0]) * plan.snapped->coarse_cells[1] * std::exp2(2. * plan.snapped->base_levels);
    const double finest = base * std::exp2(2. * (levels - plan.snapped->base_levels));
    // On either side of an edge as long as n finest cells, n / 2^k cells of the k-th level above are cut in four: 2 x 3 n (1/2 + 1/4 + ...)
    // more cells. Edges side by side share them, so half of that is counted.
    double cells = std::min(base + 3 * total_length(plan.snapped->edges) / std::exp2(double(plan.snapped->inserted_levels)), finest);
    for (const RefinedWindow &window : plan.snapped->windows)
      cells += 3 * total_length(window.edges) / std::exp2(double(plan.snapped->levels - window.levels));
    return cells;
  }
} // namespace sagitta::meshing
