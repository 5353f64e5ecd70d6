#include <meshing/fill/mirror.h>

#include <algorithm>
#include <cmath>

namespace sagitta::model
{
  namespace
  {
    bool same_outline(const meshing::Outline &a, const meshing::Outline &b, double scale)
    {
      const meshing::Rectangle r = meshing::bounding_box(a), s = meshing::bounding_box(b);
      const auto close = [&](double p, double q) { return std::abs(p - q) <= 1e-9 * scale; };
      return a.index() == b.index() && close(r.x_min, s.x_min) && close(r.x_max, s.x_max) && close(r.y_min, s.y_min) &&
             close(r.y_max, s.y_max);
    }

    meshing::Outline mirrored(const meshing::Outline &outline, bool in_x, double centre)
    {
      if (const auto *disc = std::get_if<meshing::Disc>(&outline))
        return in_x ? meshing::Disc{2 * centre - disc->x, disc->y, disc->radius}
                    : meshing::Disc{disc->x, 2 * centre - disc->y, disc->radius};
      const auto &r = std::get<meshing::Rectangle>(outline);
      if (in_x)
        return meshing::Rectangle{2 * centre - r.x_max, 2 * centre - r.x_min, r.y_min, r.y_max};
      return meshing::Rectangle{r.x_min, r.x_max, 2 * centre - r.y_max, 2 * centre - r.y_min};
    }
  } // namespace

  double plan_scale(const meshing::Package &package)
  {
    const meshing::Rectangle box = package.bounding_box();
    return std::max(box.x_max - box.x_min, box.y_max - box.y_min);
  }

  unsigned image_in_plane(const meshing::Package &package, unsigned b, bool in_x, double centre, double scale)
  {
    const meshing::Body &body = package.bodies[b];
    const meshing::Outline wanted = mirrored(body.outline, in_x, centre);
    if (same_outline(wanted, body.outline, scale))
      return b;
    for (unsigned i = 0; i < package.bodies.size(); ++i)
      {
        const meshing::Body &other = package.bodies[i];
        if (other.kind == body.kind && other.first_layer == body.first_layer && other.last_layer == body.last_layer &&
            other.material == body.material && same_outline(wanted, other.outline, scale))
          return i;
      }
    return b;
  }
} // namespace sagitta::model
