#include <meshing/plan/ring_bulges.h>

#include <algorithm>
#include <cmath>

namespace sagitta::meshing
{
  std::optional<std::array<double, 2>> find_growth_direction(const RingTiles &tiles, const std::array<double, 2> &point)
  {
    constexpr double rounding = 1e-9;
    const RingTile *tile = tiles.find(point);
    if (!tile)
      return std::nullopt;
    std::array<double, 2> direction{{point[0] - tile->center[0], point[1] - tile->center[1]}};
    if (std::hypot(direction[0], direction[1]) > tile->node_radius * (1 + rounding))
      {
        const RingTiles::Sector sector = tiles.find_sector(point, RingTiles::Zone::outer);
        const auto [xi, eta] = RingTiles::coordinates(sector, tile->node_radius, point);
        const std::array<double, 2> on_circle = RingTiles::position(sector, tile->node_radius, {{0, eta}});
        for (unsigned d = 0; d < 2; ++d)
          direction[d] = xi > 1 - rounding ? 0. : (1 - xi) * (on_circle[d] - tile->center[d]);
      }
    // Without rounding, points on a plane of symmetry stay there.
    for (double &component : direction)
      if (std::abs(component) < rounding * tile->node_radius)
        component = 0;
    if (direction[0] == 0 && direction[1] == 0)
      return std::nullopt;
    return direction;
  }

  RingBulges::RingBulges(const Package &package, const RingPlan &plan) : tiles_(plan)
  {
    const std::vector<double> interfaces = package.interfaces();
    const double rounding = 1e-6 * package.extent();
    for (const RingArray &array : package.rings)
      {
        if (!array.barrel)
          continue;
        const auto profile = static_cast<unsigned>(profiles_.size());
        profiles_.push_back({interfaces[array.barrel->first_layer], interfaces[array.barrel->last_layer + 1], array.barrel->bulge});
        for (const auto &center : array.centers)
          {
            const RingTile *tile = tiles_.find(center);
            // Of several parts with one centre the first has the tile.
            if (tile && std::hypot(tile->center[0] - center[0], tile->center[1] - center[1]) <= rounding &&
                std::abs(tile->radius - array.radius) <= 1e-9 * array.radius)
              profile_of_.emplace(tile, profile);
          }
      }
  }

  std::optional<RingBulges::Motion> RingBulges::find(const std::array<double, 2> &point) const
  {
    const auto entry = profile_of_.find(tiles_.find(point));
    if (entry == profile_of_.end())
      return std::nullopt;
    const auto direction = find_growth_direction(tiles_, point);
    return direction ? std::optional(Motion{entry->second, *direction}) : std::nullopt;
  }
} // namespace sagitta::meshing
