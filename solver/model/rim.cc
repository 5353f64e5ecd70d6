#include <solver/model/rim.h>

#include <algorithm>
#include <cmath>
#include <variant>

namespace sagitta::model
{
  namespace
  {
    /// Distance of a point from an outline [m], positive inside.
    double distance_inside(const meshing::Outline &outline, const std::array<double, 2> &at)
    {
      if (const auto *disc = std::get_if<meshing::Disc>(&outline))
        return disc->radius - std::hypot(at[0] - disc->x, at[1] - disc->y);
      const auto &r = std::get<meshing::Rectangle>(outline);
      return std::min({at[0] - r.x_min, r.x_max - at[0], at[1] - r.y_min, r.y_max - at[1]});
    }

    /// Does a body reach as far as the package in the plan?
    bool spans(const meshing::Body &body, const meshing::Rectangle &package)
    {
      const meshing::Rectangle own = meshing::bounding_box(body.outline);
      const double least = 1 - 1e-9;
      return body.kind != meshing::BodyKind::gap && own.x_max - own.x_min >= least * (package.x_max - package.x_min) &&
             own.y_max - own.y_min >= least * (package.y_max - package.y_min);
    }

    /// The outline that a rim follows.
    meshing::Outline outline_of_rim(const meshing::Package &package, const RimPlace &place)
    {
      if (place.body)
        return package.bodies[*place.body].outline;
      const meshing::Rectangle box = package.bounding_box();
      meshing::Outline outline = box;
      for (const meshing::Body &body : package.bodies)
        if (spans(body, box))
          {
            outline = body.outline;
            if (std::holds_alternative<meshing::Rectangle>(outline)) // a disc within it leaves its corners
              return outline;
          }
      return outline;
    }

    /// May a cell have nodes on the rim? The distance from the outline changes by no more than the way; sides may bulge beyond their ends.
    bool is_near(const RimParts &rim, const layered::PlanSpace &plan, unsigned cell)
    {
      const auto &box = plan.box(cell); // x0, y0, x1, y1
      const double reach = std::hypot(box[2] - box[0], box[3] - box[1]) + rim.rounding;
      const double distance = distance_inside(rim.outline, {{(box[0] + box[2]) / 2, (box[1] + box[3]) / 2}});
      return distance >= -reach && distance <= rim.place.width + reach;
    }
  } // namespace

  RimParts find_rim(const Filling &filling, const layered::PlanSpace &plan, const RimPlace &place)
  {
    const meshing::Package &package = filling.package();
    const unsigned first = place.body ? package.bodies[*place.body].first_layer : 0;
    const unsigned last = place.body ? package.bodies[*place.body].last_layer : static_cast<unsigned>(package.layers.size()) - 1;
    const meshing::LayerGrid &grid = filling.grid();
    std::vector<unsigned> elements; // of the layers
    for (unsigned e = 0; e < grid.n_elements(); ++e)
      if (grid.layer[e] >= first && grid.layer[e] <= last)
        elements.push_back(e);
    if (place.face)
      elements = {*place.face == Side::bottom ? elements.front() : elements.back()};
    RimParts rim{place, outline_of_rim(package, place), 1e-6 * package.extent(), {}};
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      if (is_near(rim, plan, cell))
        for (const unsigned e : elements)
          if (filling.is_filled_at_centre(plan, cell, e))
            rim.elements.push_back({cell, e});
    return rim;
  }

  void for_each_node_of_rim(const RimParts &rim, const layered::PlanSpace &plan, unsigned degree_z,
                            const std::function<void(unsigned dof, unsigned z_node)> &f)
  {
    for (const auto &[cell, element] : rim.elements)
      for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
        {
          const unsigned dof = plan.cell_dofs(cell)[i];
          const double distance = distance_inside(rim.outline, plan.position(dof));
          if (distance < -rim.rounding || distance > rim.place.width + rim.rounding)
            continue;
          const unsigned low = element * degree_z, high = (element + 1) * degree_z;
          const unsigned from = rim.place.face == Side::top ? high : low, to = rim.place.face == Side::bottom ? low : high;
          for (unsigned k = from; k <= to; ++k)
            f(dof, k);
        }
  }
} // namespace sagitta::model
