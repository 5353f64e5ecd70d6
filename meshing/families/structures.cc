#include <meshing/families/structures.h>

#include <cmath>
#include <string>
#include <variant>

namespace sagitta::meshing
{
  namespace
  {
    Body named(const Body &body, const std::string &suffix, const Outline &outline)
    {
      Body result = body;
      result.name += "_" + suffix;
      result.outline = outline;
      return result;
    }

    Outline moved(const Outline &outline, double x, double y)
    {
      if (const auto *disc = std::get_if<Disc>(&outline))
        return Disc{disc->x + x, disc->y + y, disc->radius};
      const auto &box = std::get<Rectangle>(outline);
      return Rectangle{box.x_min + x, box.x_max + x, box.y_min + y, box.y_max + y};
    }

    /// Width of a step between two heights, whose area about the rectangle is the mean of that of the flank:
    /// A(w) = 2 (a + b) w + 4 w^2 with the sides a and b, w falling linearly from `lower` to `upper` [m].
    double step_width(const Rectangle &around, double lower, double upper)
    {
      const double sides = around.x_max - around.x_min + around.y_max - around.y_min;
      const double area = sides * (lower + upper) + 4.0 / 3 * (lower * lower + lower * upper + upper * upper);
      return area / (sides + std::sqrt(sides * sides + 4 * area));
    }
  } // namespace

  std::vector<Body> make_ring(const Body &ring, double width)
  {
    const auto &outer = std::get<Rectangle>(ring.outline);
    const double y_min = outer.y_min + width, y_max = outer.y_max - width;
    return {named(ring, "x_min", Rectangle{outer.x_min, outer.x_min + width, y_min, y_max}),
            named(ring, "x_max", Rectangle{outer.x_max - width, outer.x_max, y_min, y_max}),
            named(ring, "y_min", Rectangle{outer.x_min, outer.x_max, outer.y_min, y_min}),
            named(ring, "y_max", Rectangle{outer.x_min, outer.x_max, y_max, outer.y_max})};
  }

  std::vector<Body> make_copies(const Body &body, const std::array<unsigned, 2> &count, const std::array<double, 2> &pitch)
  {
    std::vector<Body> copies;
    for (unsigned row = 0; row < count[1]; ++row)
      for (unsigned column = 0; column < count[0]; ++column)
        copies.push_back(named(body, std::to_string(column + 1) + "_" + std::to_string(row + 1),
                               moved(body.outline, (column - (count[0] - 1) / 2.0) * pitch[0], (row - (count[1] - 1) / 2.0) * pitch[1])));
    return copies;
  }

  std::set<double> find_steps(const Fillet &fillet)
  {
    std::set<double> ends;
    for (unsigned step = 1; step <= fillet.steps; ++step)
      ends.insert(fillet.height * step / fillet.steps);
    return ends;
  }

  std::vector<Body> make_fillet(const Body &body, const Fillet &fillet, const std::vector<Layer> &stack)
  {
    std::vector<Body> steps;
    const auto width = [&](double z) { return fillet.width * (1 - z / fillet.height); };
    double bottom = 0;
    for (unsigned layer = body.first_layer; layer < stack.size() && bottom < fillet.height * (1 - 1e-9); ++layer)
      {
        const double top = bottom + stack[layer].thickness;
        const double w = step_width(fillet.around, width(bottom), width(top));
        const Rectangle &r = fillet.around;
        steps.push_back(named(body, std::to_string(steps.size() + 1), Rectangle{r.x_min - w, r.x_max + w, r.y_min - w, r.y_max + w}));
        steps.back().first_layer = steps.back().last_layer = layer;
        bottom = top;
      }
    return steps;
  }
} // namespace sagitta::meshing
