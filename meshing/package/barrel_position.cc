#include <meshing/package/barrel_position.h>

#include <cmath>
#include <vector>

namespace sagitta::meshing
{
  std::array<double, 2> straighten(const Package &package, unsigned layer, const std::array<double, 3> &point)
  {
    const std::vector<double> interfaces = package.interfaces();
    for (const RingArray &ring : package.rings)
      {
        if (!ring.barrel || layer < ring.barrel->first_layer || layer > ring.barrel->last_layer)
          continue;
        const double bottom = interfaces[ring.barrel->first_layer], top = interfaces[ring.barrel->last_layer + 1];
        const double s = (point[2] - bottom) / (top - bottom), half = ring.pitch / 2;
        const double radius = ring.radius * (1 + 4 * ring.barrel->bulge * s * (1 - s));
        for (const std::array<double, 2> &center : ring.centers)
          {
            const double dx = point[0] - center[0], dy = point[1] - center[1], r = std::hypot(dx, dy);
            if (r >= half || r == 0)
              continue;
            const double straight =
                r <= radius ? r * ring.radius / radius : ring.radius + (r - radius) * (half - ring.radius) / (half - radius);
            return {{center[0] + dx * straight / r, center[1] + dy * straight / r}};
          }
      }
    return {{point[0], point[1]}};
  }
} // namespace sagitta::meshing
