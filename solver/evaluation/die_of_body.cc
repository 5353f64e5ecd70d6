#include <solver/evaluation/die_of_body.h>

#include <meshing/fill/outline_index.h>

namespace sagitta::evaluation
{
  std::vector<unsigned> find_dies_of_bodies(const meshing::Package &package)
  {
    const double rounding = 1e-9 * package.extent();
    std::vector<unsigned> dies, result;
    std::vector<meshing::Rectangle> boxes; // of the dies
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      if (package.bodies[b].kind == meshing::BodyKind::die)
        {
          dies.push_back(b);
          boxes.push_back(meshing::bounding_box(package.bodies[b].outline));
        }
    const meshing::OutlineIndex index(boxes);
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const meshing::Body &body = package.bodies[b];
        const meshing::Rectangle box = meshing::bounding_box(body.outline);
        const auto holds = [&](unsigned d) {
          const meshing::Body &die = package.bodies[dies[d]];
          const meshing::Rectangle &outer = boxes[d];
          return dies[d] < b && die.first_layer <= body.first_layer && body.last_layer <= die.last_layer &&
                 outer.x_min <= box.x_min + rounding && box.x_max <= outer.x_max + rounding && outer.y_min <= box.y_min + rounding &&
                 box.y_max <= outer.y_max + rounding;
        };
        const int die = body.kind == meshing::BodyKind::die ? -1 : index.find_last(box, holds);
        result.push_back(die < 0 ? b : dies[static_cast<unsigned>(die)]);
      }
    return result;
  }
} // namespace sagitta::evaluation
