#pragma once

#include <solver/layered/space/layered_space.h>

#include <cmath>

namespace sagitta::layered
{
  /// The plan node of a cell, of n x n, that lies i-th along one of its sides.
  inline unsigned side_node(unsigned side, unsigned i, unsigned n)
  {
    return side == 0 ? n * i : side == 1 ? n * i + n - 1 : side == 2 ? i : n * (n - 1) + i;
  }

  /// Length of a straight side of a plan cell [m], 0..3: x0, x1, y0, y1, of a mapped cell by its own coordinates.
  inline double side_length(const PlanSpace &plan, unsigned cell, unsigned side)
  {
    const auto &box = plan.box(cell);
    if (plan.is_rectangular())
      return side < 2 ? box[3] - box[1] : box[2] - box[0];
    const unsigned n = plan.element().n, *dofs = plan.cell_dofs(cell);
    const auto &from = plan.position(dofs[side_node(side, 0, n)]), &to = plan.position(dofs[side_node(side, n - 1, n)]);
    return std::hypot(to[0] - from[0], to[1] - from[1]);
  }

  /// Where the layer elements over a plan cell lie, and their sizes: the map from the plan and the heights of the layers to the body.
  class ElementGeometry
  {
  public:
    /// `space` must outlive the geometry.
    explicit ElementGeometry(const LayeredSpace &space) : space_(space), plan_(space.plan()), grid_(space.grid()) {}

    /// Height of an element [m]: dz by its own coordinate zeta, which is 0 at its lower and 1 at its upper end.
    double height(unsigned e) const { return grid_.height(e); }

    /// Height of a point above the bottom of the package [m], and back.
    double z(unsigned e, double zeta) const { return grid_.z[e] + zeta * height(e); }
    double zeta(unsigned e, double z) const { return (z - grid_.z[e]) / height(e); }

    double volume(unsigned cell, unsigned e) const { return space_.volume(cell, e); } // [m3]

    /// Length of a straight side of a cell [m]; sides are 0..3: x0, x1, y0, y1, of a mapped cell by its own coordinates.
    double side_length(unsigned cell, unsigned side) const { return layered::side_length(plan_, cell, side); }

  private:
    const LayeredSpace &space_;
    const PlanSpace &plan_;
    const meshing::LayerGrid &grid_;
  };
} // namespace sagitta::layered
