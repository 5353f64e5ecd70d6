#include <meshing/fill/composition.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace sagitta::meshing
{
  namespace
  {
    // Samples per axis where an outline is curved or a cell is mapped; 1/(2 n^2) of the cell's area bounds the usual error.
    constexpr unsigned samples = 16;

    /// Cuts [low, high] at the given values that lie inside, away from the ends by more than a rounding error.
    void add_cut(std::vector<double> &cuts, double value, double low, double high)
    {
      const double tolerance = 1e-9 * (high - low);
      if (value > low + tolerance && value < high - tolerance)
        cuts.push_back(value);
    }

    void finish_cuts(std::vector<double> &cuts, double low, double high)
    {
      cuts.push_back(low);
      cuts.push_back(high);
      std::sort(cuts.begin(), cuts.end());
    }

    bool disc_crosses(const Disc &disc, const Rectangle &cell)
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
  } // namespace

  int body_at(const Package &package, unsigned layer, double x, double y, double tolerance)
  {
    for (int b = static_cast<int>(package.bodies.size()) - 1; b >= 0; --b)
      {
        const Body &body = package.bodies[b];
        if (layer >= body.first_layer && layer <= body.last_layer && contains(body.outline, x, y, tolerance))
          return body.kind == BodyKind::gap ? -1 : b;
      }
    return -1;
  }

  CompositionTable::CompositionTable(const Package &package) : package_(package), bodies_of_layer_(package.layers.size())
  {
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      for (unsigned l = package.bodies[b].first_layer; l <= package.bodies[b].last_layer; ++l)
        bodies_of_layer_[l].push_back(b);
  }

  unsigned CompositionTable::index_of(const Composition &composition)
  {
    const auto [entry, is_new] = indices_.try_emplace(composition, compositions_.size());
    if (is_new)
      compositions_.push_back(composition);
    return entry->second;
  }

  unsigned CompositionTable::classify(const Rectangle &cell, unsigned layer)
  {
    std::vector<double> x_cuts, y_cuts;
    for (const unsigned b : bodies_of_layer_[layer])
      {
        const Outline &outline = package_.bodies[b].outline;
        if (const auto *r = std::get_if<Rectangle>(&outline))
          {
            for (const double x : {r->x_min, r->x_max})
              add_cut(x_cuts, x, cell.x_min, cell.x_max);
            for (const double y : {r->y_min, r->y_max})
              add_cut(y_cuts, y, cell.y_min, cell.y_max);
          }
        else if (disc_crosses(std::get<Disc>(outline), cell))
          for (unsigned i = 1; i < samples; ++i)
            {
              x_cuts.push_back(cell.x_min + (cell.x_max - cell.x_min) * i / samples);
              y_cuts.push_back(cell.y_min + (cell.y_max - cell.y_min) * i / samples);
            }
      }
    finish_cuts(x_cuts, cell.x_min, cell.x_max);
    finish_cuts(y_cuts, cell.y_min, cell.y_max);

    std::map<int, double> areas;
    for (unsigned j = 0; j + 1 < y_cuts.size(); ++j)
      for (unsigned i = 0; i + 1 < x_cuts.size(); ++i)
        areas[body_at(package_, layer, (x_cuts[i] + x_cuts[i + 1]) / 2, (y_cuts[j] + y_cuts[j + 1]) / 2, 0.)] +=
            (x_cuts[i + 1] - x_cuts[i]) * (y_cuts[j + 1] - y_cuts[j]);

    const double area = (cell.x_max - cell.x_min) * (cell.y_max - cell.y_min);
    Composition composition;
    for (const auto &[body, part] : areas)
      if (body >= 0)
        composition.emplace_back(body, areas.size() == 1 ? 1. : part / area);
    return index_of(composition);
  }

  unsigned CompositionTable::classify(const std::function<std::array<double, 2>(double, double)> &position, double cell_width,
                                      unsigned layer)
  {
    std::map<int, unsigned> counts;
    for (unsigned j = 0; j < samples; ++j)
      for (unsigned i = 0; i < samples; ++i)
        {
          const auto [x, y] = position((i + .5) / samples, (j + .5) / samples);
          // A mapped rim bulges over its circle by a small share of a cell.
          ++counts[body_at(package_, layer, x, y, 1e-2 * cell_width)];
        }
    Composition composition;
    for (const auto &[body, count] : counts)
      if (body >= 0)
        composition.emplace_back(body, count / double(samples * samples));
    return index_of(composition);
  }
} // namespace sagitta::meshing
