#include <meshing/plan/ring_plan.h>

#include <materials/pi.h>

#include <deal.II/base/polynomial.h>
#include <deal.II/base/quadrature_lib.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>

namespace sagitta::meshing
{
  namespace
  {
    using materials::pi;
    constexpr double widest_circle = .98; // of a tile: the cells beside it keep some width

    std::string millimetres(double length)
    {
      std::string text = std::to_string(1e3 * length);
      return text + " mm";
    }

    std::string describe(const RingPlace &place)
    {
      return "the tile around the circle at (" + millimetres(place.circle.x) + ", " + millimetres(place.circle.y) + ")";
    }

    /// The line at a position, if there is one.
    std::optional<unsigned> find_line(const std::vector<double> &lines, double position)
    {
      const double tolerance = 2e-6 * (lines.back() - lines.front());
      const auto line = std::lower_bound(lines.begin(), lines.end(), position - tolerance);
      if (line == lines.end() || *line > position + tolerance)
        return std::nullopt;
      return static_cast<unsigned>(line - lines.begin());
    }

    /// The lattice lines at the ends of a tile along an axis, or at its centre where the lattice ends there.
    std::array<unsigned, 2> find_ends(const std::vector<double> &lines, const std::array<double, 3> &low_center_high,
                                      const RingPlace &place)
    {
      const std::optional<unsigned> low = find_line(lines, low_center_high[0]), high = find_line(lines, low_center_high[2]);
      const std::optional<unsigned> middle = find_line(lines, low_center_high[1]);
      if (low && high)
        return {{*low, *high}};
      if (middle && *middle == 0 && high)
        return {{0, *high}};
      if (middle && *middle + 1 == lines.size() && low)
        return {{*low, *middle}};
      throw std::invalid_argument(describe(place) + " has a side that is not a line of the lattice");
    }

    /// Twice the area between the centre and a polynomial arc of angle `angle` on the unit circle.
    double sector_area(double angle, unsigned degree)
    {
      const dealii::QGaussLobatto<1> nodes(degree + 1);
      const auto basis = dealii::Polynomials::generate_complete_Lagrange_basis(nodes.get_points());
      const dealii::QGauss<1> gauss(degree + 1);
      double area = 0;
      for (unsigned q = 0; q < gauss.size(); ++q)
        {
          double x = 0, y = 0, dx = 0, dy = 0;
          std::vector<double> shape(2);
          for (unsigned i = 0; i <= degree; ++i)
            {
              basis[i].value(gauss.point(q)[0], shape);
              const double at = angle * (nodes.point(i)[0] - .5);
              x += shape[0] * std::cos(at);
              y += shape[0] * std::sin(at);
              dx += shape[1] * std::cos(at);
              dy += shape[1] * std::sin(at);
            }
          area += gauss.weight(q) * (x * dy - y * dx);
        }
      return area;
    }

    /// Radius of the nodes on the modelled arcs of a tile with which polynomials through them enclose the area of the circle.
    double find_node_radius(const RingTile &tile, const RingPlan &plan)
    {
      double exact = 0, approximate = 0;
      for (unsigned axis = 0; axis < 2; ++axis) // the arcs above a side along y (axis 0), along x (axis 1)
        {
          const unsigned along = 1 - axis;
          const std::vector<double> &lines = plan.lines[along];
          const double low = tile.low(axis), high = low + tile.width(axis);
          const std::vector<double> &across = plan.lines[axis];
          const double rounding = 1e-4 * tile.width(axis);
          const unsigned sides =
              (std::abs(across[tile.first[axis]] - low) < rounding) + (std::abs(across[tile.last[axis]] - high) < rounding);
          for (unsigned i = tile.first[along]; i < tile.last[along]; ++i)
            {
              const double angle = (lines[i + 1] - lines[i]) / tile.width(along) * pi / 2, parts = std::exp2(double(plan.levels));
              exact += sides * angle;
              approximate += sides * parts * sector_area(angle / parts, plan.degree);
            }
        }
      return tile.radius * std::sqrt(exact / approximate);
    }

    /// Turns a vector from the axes of a sector to those of the plan.
    std::array<double, 2> turn(const std::array<double, 2> &v, unsigned quarter_turns)
    {
      switch (quarter_turns % 4)
        {
        case 0:
          return v;
        case 1:
          return {{-v[1], v[0]}};
        case 2:
          return {{-v[0], -v[1]}};
        default:
          return {{v[1], -v[0]}};
        }
    }

    /// The ends of a line of one eta, in the axes of the sector, and their derivatives by eta.
    struct Ruling
    {
      std::array<double, 2> inner, outer, inner_slope, outer_slope;
    };

    /// Distance of a side of the box of a tile from its centre [m].
    double side_distance(const RingTile &tile, unsigned quarter_turns)
    {
      const unsigned axis = quarter_turns % 2;
      const double low = tile.center[axis] - tile.low(axis);
      return quarter_turns % 4 < 2 ? tile.width(axis) - low : low;
    }

    Ruling rule(const RingTiles::Sector &sector, double radius, double eta)
    {
      const double half_core = sector.tile->core_width() / 2;
      const double angle = (eta - .5) * pi / 2, c = radius * std::cos(angle), s = radius * std::sin(angle);
      const std::array<double, 2> arc{{c, s}}, arc_slope{{-s * pi / 2, c * pi / 2}};
      if (sector.zone == RingTiles::Zone::inner)
        return {{{half_core, half_core * (2 * eta - 1)}}, arc, {{0, 2 * half_core}}, arc_slope};
      const double distance = side_distance(*sector.tile, sector.quarter_turns);
      const double low = -side_distance(*sector.tile, sector.quarter_turns + 3),
                   high = side_distance(*sector.tile, sector.quarter_turns + 1);
      return {arc, {{distance, low + eta * (high - low)}}, arc_slope, {{0, high - low}}};
    }

    /// Is a point of a tile nearer to its sides along y than to those along x, seen from the lines that part the sectors?
    bool is_beside(const RingTile &tile, RingTiles::Zone zone, double x, double y)
    {
      if (zone == RingTiles::Zone::inner)
        return std::abs(x) >= std::abs(y);
      // From the circle the lines go to the corners of the box.
      const double from = std::sqrt(.5) * tile.radius;
      const double corner_x = side_distance(tile, x > 0 ? 0 : 2), corner_y = side_distance(tile, y > 0 ? 1 : 3);
      return (corner_x - from) * (std::abs(y) - from) <= (corner_y - from) * (std::abs(x) - from);
    }
  } // namespace

  RingPlan make_ring_plan(const std::array<std::vector<double>, 2> &lines, const std::vector<RingPlace> &places, unsigned levels,
                          unsigned degree)
  {
    RingPlan plan{lines, {}, levels, degree};
    const std::size_t n_x = lines[0].size() - 1;
    std::vector<int> owner(n_x * (lines[1].size() - 1), -1);
    for (std::size_t p = 0; p < places.size(); ++p)
      {
        const RingPlace &place = places[p];
        RingTile tile{{{place.circle.x, place.circle.y}}, place.box, place.circle.radius, place.block_radius, 0};
        for (unsigned turns = 0; turns < 4; ++turns)
          if (place.circle.radius > widest_circle * side_distance(tile, turns))
            throw std::invalid_argument(describe(place) + " has only " + millimetres(side_distance(tile, turns)) +
                                        " from the centre to a side, too little for a diameter of " + millimetres(2 * place.circle.radius) +
                                        ": make the pitch larger or the diameter smaller");
        for (unsigned d = 0; d < 2; ++d)
          {
            const auto ends = find_ends(lines[d], {{tile.low(d), tile.center[d], tile.low(d) + tile.width(d)}}, place);
            tile.first[d] = ends[0];
            tile.last[d] = ends[1];
          }
        for (unsigned j = tile.first[1]; j < tile.last[1]; ++j)
          for (unsigned i = tile.first[0]; i < tile.last[0]; ++i)
            {
              int &cell = owner[i + n_x * j];
              if (cell >= 0)
                throw std::invalid_argument(describe(place) + " overlaps " + describe(places[static_cast<unsigned>(cell)]) +
                                            ": resolve one of the arrays only");
              cell = static_cast<int>(p);
            }
        tile.node_radius = find_node_radius(tile, plan);
        plan.tiles.push_back(tile);
      }
    return plan;
  }

  std::vector<Disc> find_bump_blocks(const RingPlan &plan)
  {
    std::vector<Disc> discs;
    for (const RingTile &tile : plan.tiles)
      discs.push_back({tile.center[0], tile.center[1], std::max(tile.block_radius, tile.node_radius)});
    return discs;
  }

  RingTiles::RingTiles(const RingPlan &plan)
      : lines_(plan.lines), tiles_(plan.tiles), tile_of_((plan.lines[0].size() - 1) * (plan.lines[1].size() - 1), -1)
  {
    for (std::size_t t = 0; t < tiles_.size(); ++t)
      for (unsigned j = tiles_[t].first[1]; j < tiles_[t].last[1]; ++j)
        for (unsigned i = tiles_[t].first[0]; i < tiles_[t].last[0]; ++i)
          tile_of_[i + (lines_[0].size() - 1) * j] = static_cast<int>(t);
  }

  const RingTile *RingTiles::find(const std::array<double, 2> &point) const
  {
    std::array<std::size_t, 2> cell{};
    for (unsigned d = 0; d < 2; ++d)
      {
        const auto above = std::upper_bound(lines_[d].begin() + 1, lines_[d].end() - 1, point[d]);
        cell[d] = static_cast<std::size_t>(above - lines_[d].begin()) - 1;
      }
    const int tile = tile_of_[cell[0] + (lines_[0].size() - 1) * cell[1]];
    return tile < 0 ? nullptr : &tiles_[static_cast<std::size_t>(tile)];
  }

  RingTiles::Sector RingTiles::find_sector(const std::array<double, 2> &point, Zone zone) const
  {
    const RingTile *tile = find(point);
    if (!tile)
      return {nullptr, zone, 0};
    const double x = point[0] - tile->center[0], y = point[1] - tile->center[1];
    return {tile, zone, is_beside(*tile, zone, x, y) ? (x > 0 ? 0u : 2u) : (y > 0 ? 1u : 3u)};
  }

  std::array<double, 2> RingTiles::position(const Sector &sector, double radius, const std::array<double, 2> &coordinates)
  {
    const auto [xi, eta] = coordinates;
    const Ruling line = rule(sector, radius, eta);
    const std::array<double, 2> local{{(1 - xi) * line.inner[0] + xi * line.outer[0], (1 - xi) * line.inner[1] + xi * line.outer[1]}};
    const std::array<double, 2> turned = turn(local, sector.quarter_turns);
    return {{sector.tile->center[0] + turned[0], sector.tile->center[1] + turned[1]}};
  }

  std::array<double, 2> RingTiles::coordinates(const Sector &sector, double radius, const std::array<double, 2> &point)
  {
    const std::array<double, 2> p =
        turn({{point[0] - sector.tile->center[0], point[1] - sector.tile->center[1]}}, 4 - sector.quarter_turns);
    // Newton's iteration for the straight line through the point.
    double eta = std::atan2(p[1], p[0]) / (pi / 2) + .5;
    Ruling line = rule(sector, radius, eta);
    for (unsigned step = 0; step < 20; ++step)
      {
        const std::array<double, 2> along{{line.outer[0] - line.inner[0], line.outer[1] - line.inner[1]}};
        const std::array<double, 2> to{{p[0] - line.inner[0], p[1] - line.inner[1]}};
        const std::array<double, 2> along_slope{{line.outer_slope[0] - line.inner_slope[0], line.outer_slope[1] - line.inner_slope[1]}};
        const double distance = along[0] * to[1] - along[1] * to[0];
        const double slope =
            along_slope[0] * to[1] - along[0] * line.inner_slope[1] - along_slope[1] * to[0] + along[1] * line.inner_slope[0];
        const double change = -distance / slope;
        eta += change;
        line = rule(sector, radius, eta);
        if (std::abs(change) < 1e-15)
          break;
      }
    const std::array<double, 2> along{{line.outer[0] - line.inner[0], line.outer[1] - line.inner[1]}};
    const double xi = ((p[0] - line.inner[0]) * along[0] + (p[1] - line.inner[1]) * along[1]) / (along[0] * along[0] + along[1] * along[1]);
    return {{xi, eta}};
  }
} // namespace sagitta::meshing
