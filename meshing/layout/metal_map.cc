#include <meshing/layout/metal_map.h>

#include <meshing/layout/clip.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    /// Does a polygon fill a rectangle that it does not leave?
    bool fills(const Polygon &polygon, const Rectangle &area)
    {
      if (polygon.size() > 8) // of a rectangle that was cut, with points on its sides
        return false;
      double twice = 0;
      for (std::size_t i = 0; i < polygon.size(); ++i)
        {
          const LayoutPoint &a = polygon[i], &b = polygon[(i + 1) % polygon.size()];
          twice += (a[0] - area.x_min) * (b[1] - area.y_min) - (b[0] - area.x_min) * (a[1] - area.y_min);
        }
      const double whole = (area.x_max - area.x_min) * (area.y_max - area.y_min);
      return std::abs(twice) >= 2 * whole * (1 - 1e-14) && std::abs(twice) <= 2 * whole * (1 + 1e-14);
    }

    class Division
    {
    public:
      Division(MetalMap &map) : map_(map), sides_(map.tiles.size(), std::array<float, 4>{}) {}

      struct Range
      {
        unsigned x_first, x_end, y_first, y_end; ///< tiles
      };

      void fill(const Range &range, std::vector<Polygon> polygons)
      {
        if (polygons.empty())
          return;
        const TileGrid &grid = map_.grid;
        const Rectangle area{grid.x(range.x_first), grid.x(range.x_end), grid.y(range.y_first), grid.y(range.y_end)};
        if (std::any_of(polygons.begin(), polygons.end(), [&](const Polygon &polygon) { return fills(polygon, area); }))
          return set_full(range, area);
        const unsigned n_x = range.x_end - range.x_first, n_y = range.y_end - range.y_first;
        if (n_x == 1 && n_y == 1)
          return set(range, area, measure_union(polygons, area));
        const bool is_across = n_y == 1 || (n_x > 1 && area.x_max - area.x_min >= area.y_max - area.y_min);
        Range low = range, high = range;
        if (is_across)
          low.x_end = high.x_first = range.x_first + n_x / 2;
        else
          low.y_end = high.y_first = range.y_first + n_y / 2;
        Halves halves = split(std::move(polygons), is_across ? 0 : 1, is_across ? grid.x(low.x_end) : grid.y(low.y_end));
        fill(low, std::move(halves.low));
        fill(high, std::move(halves.high));
      }

      /// Edges that run along the common side of two tiles: half of their length counts for each.
      void add_edges_between()
      {
        const TileGrid &grid = map_.grid;
        for (std::size_t j = 0; j < grid.n_y; ++j)
          for (std::size_t i = 0; i < grid.n_x; ++i)
            {
              const std::size_t tile = j * grid.n_x + i;
              if (i + 1 < grid.n_x)
                share_edge(tile, tile + 1, 1, grid.y(static_cast<unsigned>(j) + 1) - grid.y(static_cast<unsigned>(j)));
              if (j + 1 < grid.n_y)
                share_edge(tile, tile + grid.n_x, 0, grid.x(static_cast<unsigned>(i) + 1) - grid.x(static_cast<unsigned>(i)));
            }
      }

    private:
      /// @param axis on which the common side of a tile and the next one is projected
      /// @param length of this side [m]
      void share_edge(std::size_t tile, std::size_t next, unsigned axis, double length)
      {
        constexpr double rounding = 1e-6; // of floats
        const unsigned here = axis == 1 ? 1 : 3, there = axis == 1 ? 0 : 2;
        // Metal on one side of it alone. Where pieces on both sides lie beside each other, the least that their edges can be.
        const double edge = std::abs(double(sides_[tile][here]) - double(sides_[next][there]));
        if (edge <= rounding * length)
          return;
        for (const std::size_t one : {tile, next})
          map_.tiles[one].rim[axis] += static_cast<float>(edge / 2 / map_.grid.tile_area());
      }

      void set(const Range &range, const Rectangle &area, const UnionMeasure &measure)
      {
        const double whole = (area.x_max - area.x_min) * (area.y_max - area.y_min);
        TileMetal &tile = map_.tiles[std::size_t(range.y_first) * map_.grid.n_x + range.x_first];
        tile.fraction = std::min(measure.area / whole, 1.);
        for (unsigned axis = 0; axis < 2; ++axis)
          tile.rim[axis] = static_cast<float>(measure.rim[axis] / whole);
        for (unsigned side = 0; side < 4; ++side)
          sides_[std::size_t(range.y_first) * map_.grid.n_x + range.x_first][side] = static_cast<float>(measure.sides[side]);
        tile.joins = static_cast<std::uint8_t>((measure.joins[0] ? 1u : 0u) | (measure.joins[1] ? 2u : 0u));
        map_.area += measure.area;
      }

      void set_full(const Range &range, const Rectangle &area)
      {
        for (unsigned j = range.y_first; j < range.y_end; ++j)
          for (unsigned i = range.x_first; i < range.x_end; ++i)
            {
              map_.tiles[std::size_t(j) * map_.grid.n_x + i] = {1, {0, 0}, 3};
              const auto width = static_cast<float>(map_.grid.x(i + 1) - map_.grid.x(i)),
                         height = static_cast<float>(map_.grid.y(j + 1) - map_.grid.y(j));
              sides_[std::size_t(j) * map_.grid.n_x + i] = {{height, height, width, width}};
            }
        map_.area += (area.x_max - area.x_min) * (area.y_max - area.y_min);
      }

      MetalMap &map_;
      std::vector<std::array<float, 4>> sides_; ///< per tile: metal along its left, right, lower and upper side [m]
    };
  } // namespace

  TileGrid TileGrid::fill(const Rectangle &area, double size)
  {
    const auto count = [size](double length) { return std::max(1u, static_cast<unsigned>(std::ceil(length / size - 1e-9))); };
    return {area, count(area.x_max - area.x_min), count(area.y_max - area.y_min)};
  }

  MetalMap make_metal_map(std::vector<Polygon> polygons, const TileGrid &grid)
  {
    MetalMap map{grid, std::vector<TileMetal>(grid.n_tiles()), 0};
    Division division(map);
    division.fill({0, grid.n_x, 0, grid.n_y}, clip(std::move(polygons), grid.area));
    division.add_edges_between();
    return map;
  }
} // namespace sagitta::meshing
