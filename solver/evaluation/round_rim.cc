#include <solver/evaluation/round_rim.h>

#include <meshing/package/overlap.h>

#include <cmath>
#include <variant>

namespace sagitta::evaluation
{
  std::optional<std::pair<unsigned, meshing::Disc>> find_rim(const model::Model &model, unsigned cell, unsigned element)
  {
    constexpr double rounding = 1e-9; // of the area of a cell
    const layered::PlanSpace &plan = model.finest_plan();
    const meshing::Composition &composition = model.composition(cell, element);
    if (composition.empty() || !plan.is_rectangle(cell) || meshing::filled_fraction(composition) > 1 - rounding)
      return std::nullopt;
    const auto &box = plan.box(cell);
    for (const auto &[body, fraction] : composition)
      if (const auto *disc = std::get_if<meshing::Disc>(&model.package().bodies[body].outline))
        if (meshing::crosses(*disc, {box[0], box[2], box[1], box[3]}))
          return std::make_pair(body, *disc);
    return std::nullopt;
  }

  std::optional<std::array<double, 2>> nearest_on_rim(const meshing::Disc &disc, const std::array<double, 2> &point)
  {
    const double x = point[0] - disc.x, y = point[1] - disc.y, distance = std::hypot(x, y);
    if (distance <= disc.radius * (1 + 1e-12))
      return std::nullopt;
    return {{{disc.x + x * disc.radius / distance, disc.y + y * disc.radius / distance}}};
  }

  std::vector<double> equidistant_shapes(unsigned degree, const std::array<double, 4> &box, const std::array<double, 2> &at)
  {
    std::array<std::vector<double>, 2> line;
    for (unsigned axis = 0; axis < 2; ++axis)
      for (unsigned i = 0; i <= degree; ++i)
        {
          const double place = degree * (at[axis] - box[axis]) / (box[axis + 2] - box[axis]);
          double value = 1;
          for (unsigned j = 0; j <= degree; ++j)
            if (j != i)
              value *= (place - j) / (double(i) - j);
          line[axis].push_back(value);
        }
    std::vector<double> shapes;
    for (const double y : line[1])
      for (const double x : line[0])
        shapes.push_back(x * y);
    return shapes;
  }
} // namespace sagitta::evaluation
