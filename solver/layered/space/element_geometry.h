#pragma once

#include <solver/layered/space/plan_space.h>

#include <meshing/fill/layer_grid.h>

namespace sagitta::layered
{
  /// Where the layer elements over a plan cell lie, and their sizes: how the plan and the heights of the layers make a body.
  class ElementGeometry
  {
  public:
    /// The arguments must outlive the geometry.
    ElementGeometry(const PlanSpace &plan, const meshing::LayerGrid &grid) : plan_(plan), grid_(grid) {}

    /// Height of an element [m]: dz by its own coordinate zeta, which is 0 at its lower and 1 at its upper end.
    double height(unsigned e) const { return grid_.height(e); }

    /// Height of a point above the bottom of the package [m], and back.
    double z(unsigned e, double zeta) const { return grid_.z[e] + zeta * height(e); }
    double zeta(unsigned e, double z) const { return (z - grid_.z[e]) / height(e); }

    double volume(unsigned cell, unsigned e) const { return plan_.area(cell) * height(e); } // [m3]

    /// Length of a side of a rectangular cell [m]; sides are 0..3: x0, x1, y0, y1.
    double side_length(unsigned cell, unsigned side) const
    {
      const auto &box = plan_.box(cell);
      return side < 2 ? box[3] - box[1] : box[2] - box[0];
    }

  private:
    const PlanSpace &plan_;
    const meshing::LayerGrid &grid_;
  };

  /// The plan node of a cell, of n x n, that lies i-th along one of its sides.
  inline unsigned side_node(unsigned side, unsigned i, unsigned n)
  {
    return side == 0 ? n * i : side == 1 ? n * i + n - 1 : side == 2 ? i : n * (n - 1) + i;
  }
} // namespace sagitta::layered
