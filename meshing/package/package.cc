#include <meshing/package/package.h>

#include <algorithm>
#include <limits>

namespace sagitta::meshing
{
  std::vector<double> Package::interfaces() const
  {
    std::vector<double> z(1, 0.0);
    for (const Layer &layer : layers)
      z.push_back(z.back() + layer.thickness);
    return z;
  }

  Rectangle Package::bounding_box() const
  {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Rectangle box{infinity, -infinity, infinity, -infinity};
    for (const Body &body : bodies)
      {
        if (body.kind == BodyKind::gap)
          continue;
        const Rectangle r = meshing::bounding_box(body.outline);
        box = {std::min(box.x_min, r.x_min), std::max(box.x_max, r.x_max), std::min(box.y_min, r.y_min), std::max(box.y_max, r.y_max)};
      }
    return box;
  }

  double Package::extent() const
  {
    const Rectangle box = bounding_box();
    return std::max(box.x_max - box.x_min, box.y_max - box.y_min);
  }

  std::optional<unsigned> Package::find_body(const std::string &name) const
  {
    for (unsigned b = 0; b < bodies.size(); ++b)
      if (bodies[b].name == name)
        return b;
    return std::nullopt;
  }
} // namespace sagitta::meshing
