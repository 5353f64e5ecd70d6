#include <solver/evaluation/stack_face.h>

#include <solver/case/names.h>

#include <mpi.h>

#include <algorithm>
#include <vector>

namespace sagitta::evaluation
{
  namespace
  {
    /// The outermost layer that holds material anywhere in the plan. *Collective.*
    unsigned find_outermost_layer(const model::Model &model, Side side)
    {
      const meshing::LayerGrid &grid = model.grid();
      const bool is_bottom = side == Side::bottom;
      // Counted from the face inwards.
      unsigned depth = grid.n_elements() - 1;
      for (unsigned cell = 0; cell < model.finest_plan().n_cells(); ++cell)
        for (unsigned e = 0; e < depth; ++e)
          if (model.is_filled(cell, is_bottom ? e : grid.n_elements() - 1 - e))
            depth = e;
      MPI_Allreduce(MPI_IN_PLACE, &depth, 1, MPI_UNSIGNED, MPI_MIN, model.communicator());
      return grid.layer[is_bottom ? depth : grid.n_elements() - 1 - depth];
    }

    /// The element of a layer that lies at the face.
    unsigned find_element(const meshing::LayerGrid &grid, unsigned layer, Side side)
    {
      const auto [first, last] = std::equal_range(grid.layer.begin(), grid.layer.end(), layer);
      return static_cast<unsigned>((side == Side::bottom ? first : last - 1) - grid.layer.begin());
    }

    /// The parts that may reach the plane of a face.
    std::vector<unsigned> find_parts(const meshing::Package &package, unsigned layer)
    {
      std::vector<unsigned> parts;
      for (unsigned b = 0; b < package.bodies.size(); ++b)
        if (const meshing::Body &body = package.bodies[b];
            body.kind != meshing::BodyKind::gap && body.first_layer <= layer && layer <= body.last_layer)
          parts.push_back(b);
      return parts;
    }

    meshing::Rectangle join(const meshing::Rectangle &a, const meshing::Rectangle &b)
    {
      return {std::min(a.x_min, b.x_min), std::max(a.x_max, b.x_max), std::min(a.y_min, b.y_min), std::max(a.y_max, b.y_max)};
    }
  } // namespace

  ModelFace find_face(const model::Model &model, const StackFace &face)
  {
    const meshing::Package &package = model.package();
    const bool is_bottom = face.side == Side::bottom;
    unsigned layer = 0;
    if (face.body)
      layer = is_bottom ? package.bodies[*face.body].first_layer : package.bodies[*face.body].last_layer;
    else
      layer = face.layer ? *face.layer : find_outermost_layer(model, face.side);
    ModelFace result;
    result.inside = find_element(model.grid(), layer, face.side);
    result.boundary = is_bottom ? result.inside : result.inside + 1;
    result.body = face.body ? static_cast<int>(*face.body) : -1;
    const std::vector<unsigned> parts = face.body ? std::vector<unsigned>{*face.body} : find_parts(package, layer);
    result.box = parts.empty() ? package.bounding_box() : meshing::bounding_box(package.bodies[parts.front()].outline);
    for (const unsigned part : parts)
      {
        result.box = join(result.box, meshing::bounding_box(package.bodies[part].outline));
        if (parts.size() <= 3)
          result.text += (result.text.empty() ? "" : " + ") + package.bodies[part].name + "." + side_names().name(face.side);
      }
    if (parts.size() > 3)
      result.text = package.bodies[parts.front()].name + "." + side_names().name(face.side) + " + " + std::to_string(parts.size() - 1) +
                    " parts beside it";
    return result;
  }

  bool holds(const model::Model &model, const ModelFace &face, double x, double y)
  {
    // Edges belong to the face: a point counts when the part lies on any side of it.
    const double rounding = 1e-9 * model.package().extent();
    const unsigned layer = model.grid().layer[face.inside];
    for (const double dx : {-rounding, rounding})
      for (const double dy : {-rounding, rounding})
        if (const int body = model.filling().bodies().body_at(layer, x + dx, y + dy, 0.); face.body < 0 ? body >= 0 : body == face.body)
          return true;
    return false;
  }
} // namespace sagitta::evaluation
