#include <solver/evaluation/die_of_body.h>

namespace sagitta::evaluation
{
  std::vector<unsigned> find_dies_of_bodies(const meshing::Package &package)
  {
    const double rounding = 1e-9 * package.extent();
    std::vector<unsigned> dies, result;
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const meshing::Body &body = package.bodies[b];
        const meshing::Rectangle box = meshing::bounding_box(body.outline);
        result.push_back(b);
        if (body.kind == meshing::BodyKind::die)
          {
            dies.push_back(b);
            continue;
          }
        for (const unsigned d : dies)
          {
            const meshing::Body &die = package.bodies[d];
            const meshing::Rectangle outer = meshing::bounding_box(die.outline);
            if (die.first_layer <= body.first_layer && body.last_layer <= die.last_layer && outer.x_min <= box.x_min + rounding &&
                box.x_max <= outer.x_max + rounding && outer.y_min <= box.y_min + rounding && box.y_max <= outer.y_max + rounding)
              result.back() = d;
          }
      }
    return result;
  }
} // namespace sagitta::evaluation
