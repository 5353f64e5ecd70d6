#include <meshing/composition.h>

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

    /// Area of the part of a rectangle that a disc covers: the integral over x of the length that the chord at x has within the rectangle.
    double area_of_disc_within(const Disc &disc, const Rectangle &cell)
    {
      const double r = disc.radius, low = cell.y_min - disc.y, high = cell.y_max - disc.y;
      const double from = std::clamp(cell.x_min - disc.x, -r, r), to = std::clamp(cell.x_max - disc.x, -r, r);
      const auto half_chord = [r](double x) { return std::sqrt(std::max(0., r * r - x * x)); };
      const auto primitive = [&](double x) { return .5 * (x * half_chord(x) + r * r * std::asin(std::clamp(x / r, -1., 1.))); };
      // Between these places the chord's ends stay on the circle or on the rectangle.
      std::vector<double> places{from, to};
      for (const double y : {low, high})
        if (std::abs(y) < r)
          for (const double x : {-half_chord(y), half_chord(y)})
            if (x > from && x < to)
              places.push_back(x);
      std::sort(places.begin(), places.end());
      double area = 0;
      for (std::size_t i = 0; i + 1 < places.size(); ++i)
        {
          const double a = places[i], b = places[i + 1], chord = half_chord((a + b) / 2);
          if (std::max(low, -chord) >= std::min(high, chord))
            continue;
          const double arc = primitive(b) - primitive(a);
          area += (chord <= high ? arc : high * (b - a)) - (-chord >= low ? -arc : low * (b - a));
        }
      return area;
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

  bool contains(const Outline &outline, double x, double y, double tolerance)
  {
    if (const auto *disc = std::get_if<Disc>(&outline))
      return std::hypot(x - disc->x, y - disc->y) <= disc->radius + tolerance;
    const auto &r = std::get<Rectangle>(outline);
    return x >= r.x_min - tolerance && x <= r.x_max + tolerance && y >= r.y_min - tolerance && y <= r.y_max + tolerance;
  }

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

  double covered_fraction(const Outline &outline, const Rectangle &cell)
  {
    const double width = cell.x_max - cell.x_min, height = cell.y_max - cell.y_min;
    if (const auto *r = std::get_if<Rectangle>(&outline))
      {
        const double x = std::min(cell.x_max, r->x_max) - std::max(cell.x_min, r->x_min);
        const double y = std::min(cell.y_max, r->y_max) - std::max(cell.y_min, r->y_min);
        const double share_x = std::clamp(x / width, 0., 1.), share_y = std::clamp(y / height, 0., 1.);
        return share_x * share_y;
      }
    return area_of_disc_within(std::get<Disc>(outline), cell) / (width * height);
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
