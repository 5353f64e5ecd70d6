#include <meshing/fill/composition.h>

#include <meshing/package/overlap.h>

#include <algorithm>
#include <cmath>
#include <variant>

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

    /// Sorts cuts of [low, high] and adds both ends; cuts that differ by rounding become one.
    void finish_cuts(std::vector<double> &cuts, double low, double high)
    {
      cuts.push_back(low);
      cuts.push_back(high);
      std::sort(cuts.begin(), cuts.end());
      const double rounding = 1e-12 * (high - low);
      cuts.erase(std::unique(cuts.begin(), cuts.end(), [rounding](double a, double b) { return b - a <= rounding; }), cuts.end());
    }

    /// Cuts a cell along one axis at the edges of a rectangle, or into samples where the rim of a disc crosses it.
    void add_cuts(std::vector<double> &cuts, const Outline &outline, const Rectangle &cell, unsigned axis)
    {
      const double low = axis == 0 ? cell.x_min : cell.y_min, high = axis == 0 ? cell.x_max : cell.y_max;
      if (const auto *r = std::get_if<Rectangle>(&outline))
        for (const double edge : {axis == 0 ? r->x_min : r->y_min, axis == 0 ? r->x_max : r->y_max})
          add_cut(cuts, edge, low, high);
      else if (crosses(std::get<Disc>(outline), cell))
        for (unsigned i = 1; i < samples; ++i)
          cuts.push_back(low + (high - low) * i / samples);
    }
  } // namespace

  double filled_fraction(const Composition &composition)
  {
    double filled = 0;
    for (const auto &[body, fraction] : composition)
      filled += fraction;
    return filled;
  }

  int main_body(const Composition &composition)
  {
    int body = -1;
    double largest = 0;
    for (const auto &[b, fraction] : composition)
      if (fraction > largest)
        {
          largest = fraction;
          body = static_cast<int>(b);
        }
    return body;
  }

  double averaged_fraction(const Composition &composition, const Package &package)
  {
    if (composition.empty())
      return 0;
    const auto is_alike = [&](unsigned a, unsigned b) {
      const Body &first = package.bodies[a], &second = package.bodies[b];
      const bool has_tiles = first.kind == BodyKind::tile || second.kind == BodyKind::tile;
      if (has_tiles && first.group == second.group)
        return true; // a tile is an average already
      return first.material == second.material && first.stress_free_temperature == second.stress_free_temperature &&
             first.quarter_turns == second.quarter_turns;
    };
    double filled = 0, largest = 0;
    for (const auto &[body, fraction] : composition)
      {
        double alike = 0;
        for (const auto &[other, share] : composition)
          alike += is_alike(body, other) ? share : 0;
        largest = std::max(largest, alike);
        filled += fraction;
      }
    constexpr double rounding = 1e-9;
    const double rest = 1 - std::max(largest, 1 - filled);
    return rest > rounding ? rest : 0;
  }

  CompositionTable::CompositionTable(const Package &package) : package_(package), bodies_(package) {}

  unsigned CompositionTable::index_of(const Composition &composition)
  {
    const auto [entry, is_new] = indices_.try_emplace(composition, compositions_.size());
    if (is_new)
      compositions_.push_back(composition);
    return entry->second;
  }

  std::vector<double> CompositionTable::find_cuts(const Rectangle &strip, const Rectangle &cell, unsigned layer, unsigned axis) const
  {
    std::vector<double> cuts;
    for (const unsigned b : bodies_.find_near(layer, strip))
      if (const Outline &outline = package_.bodies[b].outline; covered_fraction(bounding_box(outline), strip) > 0)
        add_cuts(cuts, outline, cell, axis);
    if (axis == 0)
      finish_cuts(cuts, cell.x_min, cell.x_max);
    else
      finish_cuts(cuts, cell.y_min, cell.y_max);
    return cuts;
  }

  unsigned CompositionTable::classify(const Rectangle &cell, unsigned layer)
  {
    std::map<int, double> areas; // -1: air
    const std::vector<double> x = find_cuts(cell, cell, layer, 0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
      {
        const std::vector<double> y = find_cuts({x[i], x[i + 1], cell.y_min, cell.y_max}, cell, layer, 1);
        for (std::size_t j = 0; j + 1 < y.size(); ++j)
          areas[bodies_.body_at(layer, (x[i] + x[i + 1]) / 2, (y[j] + y[j + 1]) / 2, 0.)] += (x[i + 1] - x[i]) * (y[j + 1] - y[j]);
      }

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
          ++counts[bodies_.body_at(layer, x, y, 1e-2 * cell_width)];
        }
    Composition composition;
    for (const auto &[body, count] : counts)
      if (body >= 0)
        composition.emplace_back(body, count / double(samples * samples));
    return index_of(composition);
  }

  unsigned CompositionTable::classify(const RingCell &cell, unsigned layer)
  {
    const double rounding = 1e-6 * cell.circle.radius;
    const auto is_crossed_by = [&](const Outline &outline) {
      if (const auto *disc = std::get_if<Disc>(&outline))
        {
          const bool is_followed = std::abs(disc->x - cell.circle.x) < rounding && std::abs(disc->y - cell.circle.y) < rounding &&
                                   std::abs(disc->radius - cell.circle.radius) < rounding;
          return !is_followed && crosses(*disc, cell.box);
        }
      const double fraction = covered_fraction(outline, cell.box);
      return fraction > 1e-9 && fraction < 1 - 1e-9;
    };
    const std::vector<unsigned> near = bodies_.find_near(layer, cell.box);
    Composition composition;
    if (std::none_of(near.begin(), near.end(), [&](unsigned b) { return is_crossed_by(package_.bodies[b].outline); }))
      {
        if (const int body = bodies_.body_at(layer, cell.centre[0], cell.centre[1], 0.); body >= 0)
          composition.emplace_back(body, 1.);
        return index_of(composition);
      }
    std::map<int, double> areas;
    double whole = 0;
    for (unsigned j = 0; j < samples; ++j)
      for (unsigned i = 0; i < samples; ++i)
        {
          const auto [x, y, area] = cell.at((i + .5) / samples, (j + .5) / samples);
          areas[bodies_.body_at(layer, x, y, 0.)] += area;
          whole += area;
        }
    for (const auto &[body, area] : areas)
      if (body >= 0)
        composition.emplace_back(body, areas.size() == 1 ? 1. : area / whole);
    return index_of(composition);
  }
} // namespace sagitta::meshing
