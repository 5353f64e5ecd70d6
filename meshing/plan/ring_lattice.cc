#include <meshing/plan/ring_lattice.h>

#include <meshing/plan/division.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>

namespace sagitta::meshing
{
  namespace
  {
    constexpr double cells_per_tile = 3;      ///< along an axis, of a tile that is not refined
    constexpr double least_distance = 1. / 5; ///< of an edge that is followed from other lattice lines, in pitches
    constexpr double tile_distance = 1. / 10; ///< of two sides of tiles, in pitches
    constexpr double widest_circle = .98;     ///< of a barrel, in tiles: the cells beside it keep some width

    /// The modelled part of an axis.
    struct Axis
    {
      double low, high; ///< [m]
      bool is_mirrored; ///< `low` is a mirror plane

      double length() const { return high - low; }
      bool is_at(double position, double end) const { return std::abs(position - end) < 1e-6 * length(); }
    };

    /// A round part with the array that it belongs to.
    struct Site
    {
      std::array<double, 2> center;
      const RingArray *array;
    };

    /// The round parts in the modelled part of a package; of several with one centre the first array's.
    std::vector<Site> find_sites(const Package &package, const std::array<Axis, 2> &axes)
    {
      std::set<std::array<long long, 2>> known;
      std::vector<Site> sites;
      for (const RingArray &array : package.rings)
        for (const auto &center : array.centers)
          {
            bool is_inside = true;
            std::array<long long, 2> key{};
            for (unsigned d = 0; d < 2; ++d)
              {
                is_inside &= center[d] > axes[d].low - 1e-6 * axes[d].length() && center[d] < axes[d].high + 1e-6 * axes[d].length();
                key[d] = std::llround(1e6 * (center[d] - axes[d].low) / axes[d].length());
              }
            if (is_inside && known.insert(key).second)
              sites.push_back({center, &array});
          }
      return sites;
    }

    /// The sides of a tile along an axis [m]. Beside an end of the package that is nearer than a quarter of a pitch, or crossed, the tile
    /// ends there.
    std::array<double, 2> find_sides(const Site &site, unsigned d, const Axis &axis)
    {
      const double pitch = site.array->pitch, center = site.center[d];
      std::array<double, 2> sides{{center - pitch / 2, center + pitch / 2}};
      if (axis.is_mirrored && axis.is_at(center, axis.low))
        return {{2 * axis.low - std::min(sides[1], axis.high), std::min(sides[1], axis.high)}};
      if (axis.is_mirrored && sides[0] < axis.low - 1e-6 * axis.length())
        throw std::invalid_argument("the tiles of " + site.array->name +
                                    " overlap at the plane of symmetry: make their pitch smaller than "
                                    "the distance of neighbouring centres");
      if (sides[0] < axis.low + pitch / 4)
        sides[0] = axis.low;
      if (sides[1] > axis.high - pitch / 4)
        sides[1] = axis.high;
      return sides;
    }

    /// Lattice lines of an axis.
    class Lines
    {
    public:
      Lines(const Axis &axis, double pitch) : axis_(axis), pitch_(pitch), lines_{axis.low, axis.high} {}

      /// Adds the side of a tile of an array.
      void add_side(double position, const std::string &array)
      {
        if (position <= axis_.low || position >= axis_.high || distance(position) <= 1e-6 * axis_.length())
          return;
        if (distance(position) < tile_distance * pitch_)
          throw std::invalid_argument("the sides of tiles of " + array +
                                      " are too close to the sides of other tiles: round parts that the mesh follows need a common pitch; "
                                      "homogenise one of the arrays");
        lines_.insert(position);
      }

      /// Adds a line unless it is too close to another.
      bool add_unless_close(double position)
      {
        const bool is_apart = distance(position) >= least_distance * pitch_;
        if (is_apart)
          lines_.insert(position);
        return is_apart || distance(position) <= 1e-6 * axis_.length();
      }

      double distance(double position) const
      {
        const auto above = lines_.lower_bound(position);
        double nearest = std::numeric_limits<double>::infinity();
        if (above != lines_.end())
          nearest = *above - position;
        if (above != lines_.begin())
          nearest = std::min(nearest, position - *std::prev(above));
        return nearest;
      }

      /// The line nearest to a position.
      double nearest(double position) const
      {
        const auto above = lines_.lower_bound(position);
        if (above == lines_.end() || (above != lines_.begin() && position - *std::prev(above) < *above - position))
          return *std::prev(above);
        return *above;
      }

      /// All lines; intervals through which no tile passes are divided into cells no wider than `width` or about a pitch.
      std::vector<double> divide(const std::vector<std::array<double, 2>> &tiles, double width) const
      {
        std::vector<double> result{*lines_.begin()};
        for (auto line = std::next(lines_.begin()); line != lines_.end(); ++line)
          {
            const double low = result.back(), high = *line, middle = (low + high) / 2;
            const bool is_covered = std::any_of(tiles.begin(), tiles.end(),
                                                [&](const std::array<double, 2> &tile) { return tile[0] < middle && middle < tile[1]; });
            const double cells =
                is_covered ? 1. : std::max({1., std::round((high - low) / pitch_), std::ceil((high - low) / width - 1e-9)});
            const auto n = static_cast<unsigned>(cells);
            for (unsigned i = 1; i < n; ++i)
              result.push_back(low + (high - low) * i / n);
            result.push_back(high);
          }
        return result;
      }

    private:
      const Axis axis_;
      const double pitch_;
      std::set<double> lines_;
    };

    /// Halvings of all cells until none is wider than the resolution asks for.
    unsigned choose_levels(const PlanResolution &resolution, double pitch)
    {
      const double tile = pitch / cells_per_tile / resolution.at_edges, other = pitch / resolution.elsewhere;
      return static_cast<unsigned>(std::clamp(std::ceil(std::log2(std::max({tile, other, 1.})) - 1e-9), 0., 10.));
    }

    /// A lattice of equal cells, coarse x 2^levels, of about one to a pitch.
    SnappedPlan make_plain_lattice(const std::array<Axis, 2> &axes, double pitch)
    {
      const double narrow = std::min(axes[0].length(), axes[1].length());
      const auto most = static_cast<unsigned>(std::clamp(std::floor(std::log2(narrow / (2 * pitch)) + 1e-9), 0., 24.));
      std::array<Division, 2> divisions{{Division({axes[0].low, axes[0].high}), Division({axes[1].low, axes[1].high})}};
      std::array<unsigned, 2> coarse{};
      unsigned levels = most;
      for (;; --levels)
        {
          double growth = 1;
          for (unsigned d = 0; d < 2; ++d)
            {
              divisions[d] = Division({axes[d].low, axes[d].high});
              coarse[d] = fill_by_resolution(divisions[d], pitch, levels);
              growth = std::max(growth, double(coarse[d] << levels) / divisions[d].count_least(pitch));
            }
          if (growth <= 1.3 || levels == 0 || levels + 2 <= most)
            break;
        }
      return {{{divisions[0].map(), divisions[1].map()}}, coarse, levels, levels, {}};
    }

    /// The levels of a lattice that is asked for.
    unsigned find_levels(const PlanLattice &lattice, const RingPlan &rings, const Mirror &symmetry)
    {
      const std::array<bool, 2> is_cut{{symmetry.in_x, symmetry.in_y}};
      std::array<std::size_t, 2> cells{};
      for (unsigned d = 0; d < 2; ++d)
        cells[d] = (rings.lines[d].size() - 1) * (is_cut[d] ? 2 : 1);
      for (unsigned level = 0; level < 11; ++level)
        if (lattice.cells[0] == cells[0] << level && lattice.cells[1] == cells[1] << level)
          return level;
      throw std::invalid_argument("around the round parts that the mesh follows, the lattice must have " + std::to_string(cells[0]) +
                                  " x " + std::to_string(cells[1]) +
                                  " cells, or these numbers times the same power of two along both axes");
    }
  } // namespace

  namespace
  {
    /// Makes a ring plan step by step.
    class RingPlanner
    {
    public:
      RingPlanner(const Package &package, Plan &plan)
          : package_(package), plan_(plan), axes_{{{plan.modelled.x_min, plan.modelled.x_max, plan.symmetry.in_x},
                                                   {plan.modelled.y_min, plan.modelled.y_max, plan.symmetry.in_y}}},
            sites_(find_sites(package, axes_))
      {
        for (const Site &site : sites_)
          pitch_ = std::min(pitch_, site.array->pitch);
      }

      bool has_sites() const { return !sites_.empty(); }

      void make(const MeshRequest &request)
      {
        std::array<Lines, 2> lines{{Lines(axes_[0], pitch_), Lines(axes_[1], pitch_)}};
        Sides sides;
        for (unsigned d = 0; d < 2; ++d)
          {
            for (const Site &site : sites_)
              {
                sides[d].push_back(find_sides(site, d, axes_[d]));
                for (const double side : sides[d].back())
                  lines[d].add_side(side, site.array->name);
              }
          }
        for (unsigned d = 0; d < 2; ++d)
          follow_edges(d, sides, lines[d]);
        const auto *resolution = std::get_if<PlanResolution>(&request.plan);
        const unsigned levels = resolution ? choose_levels(*resolution, pitch_) : 0;
        const double width =
            resolution ? std::ldexp(resolution->elsewhere, static_cast<int>(levels)) : std::numeric_limits<double>::infinity();
        std::vector<RingPlace> places;
        for (std::size_t s = 0; s < sites_.size(); ++s)
          {
            const RingArray &array = *sites_[s].array;
            places.push_back({{sites_[s].center[0], sites_[s].center[1], array.radius},
                              {sides[0][s][0], sides[0][s][1], sides[1][s][0], sides[1][s][1]},
                              array.block_radius});
          }
        for (std::size_t s = 0; s < sites_.size(); ++s)
          check_barrel(sites_[s], {{sides[0][s], sides[1][s]}});
        const std::array<std::vector<double>, 2> all{{lines[0].divide(sides[0], width), lines[1].divide(sides[1], width)}};
        plan_.rings = make_ring_plan(all, places, levels, request.degree);
        if (const auto *lattice = std::get_if<PlanLattice>(&request.plan))
          plan_.rings = make_ring_plan(all, places, find_levels(*lattice, *plan_.rings, plan_.symmetry), request.degree);
        plan_.below_rings = make_plain_lattice(axes_, pitch_);
        describe_averaged();
      }

    private:
      std::array<double, 2> whole_widths() const { return {{axes_[0].length(), axes_[1].length()}}; }

      using Sides = std::array<std::vector<std::array<double, 2>>, 2>; ///< of the tiles, per axis [m]

      /// Throws for a barrel whose widest circle nearly fills its tile. `sides`: of the tile, per axis [m].
      static void check_barrel(const Site &site, const std::array<std::array<double, 2>, 2> &sides)
      {
        const RingArray &array = *site.array;
        if (!array.barrel)
          return;
        const double radius = array.radius * (1 + std::max(array.barrel->bulge, 0.));
        double distance = std::numeric_limits<double>::infinity();
        for (unsigned d = 0; d < 2; ++d)
          distance = std::min({distance, site.center[d] - sides[d][0], sides[d][1] - site.center[d]});
        if (radius > widest_circle * distance)
          throw std::invalid_argument("the barrels of " + array.name + " are " + std::to_string(2e3 * radius) +
                                      " mm wide at half their height, but the tile around the one at (" +
                                      std::to_string(1e3 * site.center[0]) + " mm, " + std::to_string(1e3 * site.center[1]) +
                                      " mm) has only " + std::to_string(1e3 * distance) +
                                      " mm from its centre to a side: make the pitch larger or the barrels narrower");
      }

      void follow_edges(unsigned d, const Sides &sides, Lines &lines)
      {
        const std::vector<PlanEdge> edges = collect_outline_edges(package_, whole_widths());
        const AxisRange range{axes_[d].low, axes_[d].high, axes_[d].is_mirrored};
        for (const EdgeLine &line : find_lines(edges, d, range))
          {
            if (line.rank < EdgeRank::outline)
              continue;
            const bool is_followed = lines.add_unless_close(line.value);
            for (const PlanEdge &edge : edges)
              if (edge.axis == d && edge.rank >= EdgeRank::outline && axes_[d].is_at(edge.position, line.value) &&
                  (!is_followed || meets_tile(edge, sides)))
                plan_.averaged_edges.push_back({edge.body, edge.axis, edge.position, edge.from, edge.to});
          }
      }

      /// Does an edge run through a tile? Its cells do not follow it.
      bool meets_tile(const PlanEdge &edge, const Sides &sides) const
      {
        const double rounding = 1e-6 * axes_[edge.axis].length();
        for (std::size_t s = 0; s < sides[0].size(); ++s)
          {
            const std::array<double, 2> &across = sides[edge.axis][s], &along = sides[1 - edge.axis][s];
            if (edge.position > across[0] + rounding && edge.position < across[1] - rounding && edge.from < along[1] - rounding &&
                edge.to > along[0] + rounding)
              return true;
          }
        return false;
      }

      /// Is the circle of a disc one that mesh lines follow?
      bool is_followed(const Disc &disc) const
      {
        return std::any_of(package_.rings.begin(), package_.rings.end(),
                           [&](const RingArray &array) { return std::abs(array.radius - disc.radius) < 1e-9 * disc.radius; });
      }

      void describe_averaged()
      {
        for (const AveragedEdge &edge : plan_.averaged_edges)
          plan_.averaged.push_back("the edge of " + package_.bodies[edge.body].name + (edge.axis == 0 ? " at x = " : " at y = ") +
                                   std::to_string(edge.position * 1e3) +
                                   " mm runs through a tile around a round part or close to its side: it is averaged by area there");
        std::size_t discs = 0;
        for (const Body &body : package_.bodies)
          if (const auto *disc = std::get_if<Disc>(&body.outline))
            discs += !is_followed(*disc);
        if (discs > 0)
          plan_.averaged.push_back(std::to_string(discs) +
                                   " round outlines are not the circle of a tile: they are averaged by area in the cells that they cross");
      }

      const Package &package_;
      Plan &plan_;
      const std::array<Axis, 2> axes_;
      const std::vector<Site> sites_;
      double pitch_ = std::numeric_limits<double>::infinity(); ///< the smallest [m]
    };
  } // namespace

  void plan_rings(const Package &package, const MeshRequest &request, Plan &plan)
  {
    if (request.degree < 2)
      throw std::invalid_argument(
          "round parts that the mesh follows need a polynomial degree of at least 2: set mesh.degree, or homogenise them");
    RingPlanner planner(package, plan);
    if (!planner.has_sites())
      throw std::invalid_argument("no round part that the mesh follows lies in the package");
    planner.make(request);
  }
} // namespace sagitta::meshing
