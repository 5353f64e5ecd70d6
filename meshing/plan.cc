#include <meshing/plan.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    bool close(double a, double b, double scale) { return std::abs(a - b) <= 1e-9 * scale; }

    Rectangle mirrored(const Rectangle &r, bool in_x, double centre)
    {
      if (in_x)
        return {2 * centre - r.x_max, 2 * centre - r.x_min, r.y_min, r.y_max};
      return {r.x_min, r.x_max, 2 * centre - r.y_max, 2 * centre - r.y_min};
    }

    bool same(const Rectangle &a, const Rectangle &b, double scale)
    {
      return close(a.x_min, b.x_min, scale) && close(a.x_max, b.x_max, scale) && close(a.y_min, b.y_min, scale) &&
             close(a.y_max, b.y_max, scale);
    }

    bool same_power(const Body &a, const Body &b, bool in_x, double centre, double scale)
    {
      if (a.power.size() != b.power.size() || (!a.power.empty() && a.power_place != b.power_place))
        return false;
      return std::all_of(a.power.begin(), a.power.end(), [&](const PowerBlock &block) {
        return std::any_of(b.power.begin(), b.power.end(), [&](const PowerBlock &other) {
          return same(mirrored(block.area, in_x, centre), other.area, scale) &&
                 close(block.power, other.power, std::max(std::abs(block.power), 1e-300));
        });
      });
    }

    bool is_image(const Body &a, const Body &b, bool in_x, double centre, double scale)
    {
      return a.kind == b.kind && a.first_layer == b.first_layer && a.last_layer == b.last_layer && a.material == b.material &&
             a.stress_free_temperature == b.stress_free_temperature && a.quarter_turns % 2 == b.quarter_turns % 2 &&
             a.outline.index() == b.outline.index() &&
             same(mirrored(bounding_box(a.outline), in_x, centre), bounding_box(b.outline), scale) &&
             same_power(a, b, in_x, centre, scale);
    }

    bool is_symmetric(const Package &package, bool in_x, double centre, double scale)
    {
      return std::all_of(package.bodies.begin(), package.bodies.end(), [&](const Body &a) {
        return std::any_of(package.bodies.begin(), package.bodies.end(),
                           [&](const Body &b) { return is_image(a, b, in_x, centre, scale); });
      });
    }

    /// A position on one axis that some edges share.
    struct Position
    {
      double value;     ///< [m]
      int priority;     ///< dies first
      std::string name; ///< of the part, for the user
    };

    /// Positions of edges strictly inside (low, high), ascending; the ones nearer to a kept one (or to an end) than `gap` are
    /// dropped, the less important ones first, and a sentence says so.
    std::vector<Position> followed_positions(std::vector<Position> all, double low, double high, double gap, const char *axis,
                                             std::vector<std::string> &averaged)
    {
      std::stable_sort(all.begin(), all.end(), [](const Position &a, const Position &b) { return a.priority > b.priority; });
      const double tolerance = 1e-9 * (high - low);
      std::vector<Position> kept;
      for (const Position &candidate : all)
        {
          if (candidate.value <= low + tolerance || candidate.value >= high - tolerance)
            continue;
          double nearest = std::min(candidate.value - low, high - candidate.value);
          bool is_known = false;
          for (const Position &other : kept)
            {
              nearest = std::min(nearest, std::abs(candidate.value - other.value));
              is_known |= std::abs(candidate.value - other.value) <= tolerance;
            }
          if (is_known)
            continue;
          if (nearest < gap)
            averaged.push_back("the edge of " + candidate.name + " at " + axis + " = " + std::to_string(candidate.value * 1e3) +
                               " mm is closer than half the resolution to another edge: it is averaged by area");
          else
            kept.push_back(candidate);
        }
      std::sort(kept.begin(), kept.end(), [](const Position &a, const Position &b) { return a.value < b.value; });
      return kept;
    }

    /// Gives every position a lattice line: the nearest one that keeps the order with at least one cell between neighbours.
    AxisMap snap(const std::vector<Position> &positions, double low, double high, unsigned cells)
    {
      std::vector<double> physical{low};
      std::vector<double> lattice{0.};
      for (unsigned i = 0; i < positions.size(); ++i)
        {
          const double wanted = std::round((positions[i].value - low) / (high - low) * cells);
          const double lowest = lattice.back() + 1, highest = double(cells) - (positions.size() - i);
          lattice.push_back(std::clamp(wanted, lowest, std::max(lowest, highest)));
          physical.push_back(positions[i].value);
        }
      if (!positions.empty() && lattice.back() >= cells)
        throw std::invalid_argument("the lattice has too few cells for the edges of the parts: give it more cells or a finer resolution");
      physical.push_back(high);
      lattice.push_back(cells);
      return AxisMap(lattice, physical);
    }

    unsigned trailing_factor_of_two(unsigned n)
    {
      unsigned levels = 0;
      while (n > 0 && n % 2 == 0)
        {
          n /= 2;
          ++levels;
        }
      return levels;
    }

    struct LatticeChoice
    {
      std::array<unsigned, 2> coarse;
      unsigned levels;
      unsigned base_levels;
    };

    LatticeChoice choose(const PlanLattice &lattice, const Symmetry &symmetry)
    {
      std::array<unsigned, 2> cells = lattice.cells;
      const std::array<bool, 2> is_cut{{symmetry.in_x, symmetry.in_y}};
      for (unsigned d = 0; d < 2; ++d)
        if (is_cut[d])
          {
            if (cells[d] % 2 != 0)
              throw std::invalid_argument("the lattice has an odd number of cells across a plane of symmetry: make it even, or set symmetry: none");
            cells[d] /= 2;
          }
      const unsigned levels = std::min(trailing_factor_of_two(cells[0]), trailing_factor_of_two(cells[1]));
      return {{{cells[0] >> levels, cells[1] >> levels}}, levels, levels};
    }

    LatticeChoice choose(const PlanResolution &resolution, const Rectangle &box)
    {
      const std::array<double, 2> width{{box.x_max - box.x_min, box.y_max - box.y_min}};
      const double narrow = std::min(width[0], width[1]);
      // Two to three coarse cells over the narrow side: few enough for a cheap bottom, and the lattice overshoots by less than half.
      const double levels_wanted = std::floor(std::log2(narrow / (2 * resolution.at_edges)) + 1e-9);
      const unsigned levels = static_cast<unsigned>(std::clamp(levels_wanted, 0., 25.));
      LatticeChoice choice{{{1, 1}}, levels, 0};
      for (unsigned d = 0; d < 2; ++d)
        choice.coarse[d] =
          std::max(1u, static_cast<unsigned>(std::ceil(width[d] / (resolution.at_edges * std::exp2(double(levels))) - 1e-9)));
      const double coarse_width = std::max(width[0] / choice.coarse[0], width[1] / choice.coarse[1]);
      const double base = std::ceil(std::log2(coarse_width / resolution.elsewhere) - 1e-9);
      choice.base_levels = static_cast<unsigned>(std::clamp(base, 0., double(levels)));
      if (double(choice.coarse[0]) * choice.coarse[1] * std::exp2(2. * choice.base_levels) > 2147483648.)
        throw std::invalid_argument("the resolution asks for more than 2^31 plan cells: make it coarser");
      return choice;
    }

    /// Cell width of the finest lattice, the least over the axes [m].
    double finest_width(const LatticeChoice &choice, const Rectangle &box)
    {
      return std::min((box.x_max - box.x_min) / (choice.coarse[0] << choice.levels), (box.y_max - box.y_min) / (choice.coarse[1] << choice.levels));
    }

    SnappedPlan make_snapped(const Package &package, const LatticeChoice &choice, const Rectangle &box, std::vector<std::string> &averaged)
    {
      std::array<std::vector<Position>, 2> positions;
      std::vector<std::pair<Rectangle, const Body *>> outlines;
      for (const Body &body : package.bodies)
        {
          const int priority = body.kind == BodyKind::die ? 2 : 1;
          if (const auto *r = std::get_if<Rectangle>(&body.outline))
            outlines.emplace_back(*r, &body);
          else
            averaged.push_back("the round outline of " + body.name + " is averaged by area in the cells that it crosses");
          for (const PowerBlock &block : body.power)
            if (const auto *r = std::get_if<Rectangle>(&body.outline); !r || !same(block.area, *r, r->x_max - r->x_min))
              {
                positions[0].push_back({block.area.x_min, 0, "a power block of " + body.name});
                positions[0].push_back({block.area.x_max, 0, "a power block of " + body.name});
                positions[1].push_back({block.area.y_min, 0, "a power block of " + body.name});
                positions[1].push_back({block.area.y_max, 0, "a power block of " + body.name});
              }
          if (!outlines.empty() && outlines.back().second == &body)
            {
              const Rectangle &r = outlines.back().first;
              positions[0].push_back({r.x_min, priority, body.name});
              positions[0].push_back({r.x_max, priority, body.name});
              positions[1].push_back({r.y_min, priority, body.name});
              positions[1].push_back({r.y_max, priority, body.name});
            }
        }

      const double gap = .5 * finest_width(choice, box) * (1 - 1e-9);
      const std::array<double, 2> low{{box.x_min, box.y_min}}, high{{box.x_max, box.y_max}};
      const std::array<const char *, 2> names{{"x", "y"}};
      std::vector<AxisMap> maps;
      for (unsigned d = 0; d < 2; ++d)
        maps.push_back(snap(followed_positions(positions[d], low[d], high[d], gap, names[d], averaged), low[d], high[d],
                            choice.coarse[d] << choice.levels));

      SnappedPlan plan{{{maps[0], maps[1]}}, choice.coarse, choice.levels, choice.base_levels, {}};
      for (const auto &[r, body] : outlines)
        {
          const std::array<std::array<double, 2>, 2> sides{{{{r.x_min, r.x_max}}, {{r.y_min, r.y_max}}}};
          for (unsigned d = 0; d < 2; ++d)
            for (const double side : sides[d])
              {
                if (side <= low[d] || side >= high[d])
                  continue;
                const double line = maps[d].to_lattice(side);
                if (std::abs(line - std::round(line)) > 1e-6)
                  continue;
                const unsigned o = 1 - d;
                const double from = std::clamp(sides[o][0], low[o], high[o]), to = std::clamp(sides[o][1], low[o], high[o]);
                if (from < to)
                  plan.edges.push_back({d, static_cast<unsigned>(std::round(line)), maps[o].to_lattice(from), maps[o].to_lattice(to)});
              }
        }
      return plan;
    }

    /// A wafer whose bodies all are the same disc needs no lattice.
    bool is_blanket_disc(const Package &package)
    {
      const auto *first = package.bodies.empty() ? nullptr : std::get_if<Disc>(&package.bodies.front().outline);
      return first && std::all_of(package.bodies.begin(), package.bodies.end(), [&](const Body &body) {
               const auto *disc = std::get_if<Disc>(&body.outline);
               return disc && close(disc->radius, first->radius, first->radius) && close(disc->x, first->x, first->radius) &&
                      close(disc->y, first->y, first->radius) && body.power.empty();
             });
    }
  } // namespace

  std::string to_string(const Symmetry &symmetry)
  {
    if (symmetry.in_x && symmetry.in_y)
      return "quarter";
    return symmetry.in_x ? "half in x" : symmetry.in_y ? "half in y" : "none";
  }

  Symmetry find_symmetry(const Package &package)
  {
    const Rectangle box = package.bounding_box();
    Symmetry symmetry;
    symmetry.centre_x = (box.x_min + box.x_max) / 2;
    symmetry.centre_y = (box.y_min + box.y_max) / 2;
    const double scale = std::max(box.x_max - box.x_min, box.y_max - box.y_min);
    symmetry.in_x = is_symmetric(package, true, symmetry.centre_x, scale);
    symmetry.in_y = is_symmetric(package, false, symmetry.centre_y, scale);
    return symmetry;
  }

  Plan make_plan(const Package &package, const MeshRequest &request, const Symmetry &symmetry)
  {
    Plan plan;
    plan.symmetry = symmetry;
    plan.modelled = package.bounding_box();

    if (is_blanket_disc(package) && std::holds_alternative<PlanResolution>(request.plan))
      {
        const Disc disc = std::get<Disc>(package.bodies.front().outline);
        // The coarse ball mesh has cells of about 0.7 R at the widest.
        const double resolution = std::get<PlanResolution>(request.plan).elsewhere;
        plan.disc = DiscPlan{disc, static_cast<unsigned>(std::clamp(std::ceil(std::log2(.7 * disc.radius / resolution) - 1e-9), 0., 20.))};
        plan.symmetry = Symmetry();
        return plan;
      }

    if (symmetry.in_x)
      plan.modelled.x_min = symmetry.centre_x;
    if (symmetry.in_y)
      plan.modelled.y_min = symmetry.centre_y;
    const LatticeChoice choice = std::holds_alternative<PlanLattice>(request.plan)
                                   ? choose(std::get<PlanLattice>(request.plan), symmetry)
                                   : choose(std::get<PlanResolution>(request.plan), plan.modelled);
    plan.snapped = make_snapped(package, choice, plan.modelled, plan.averaged);
    return plan;
  }
} // namespace sagitta::meshing
