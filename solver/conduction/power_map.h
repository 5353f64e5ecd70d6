#pragma once

#include <solver/layered/space/plan_space.h>

#include <meshing/fill/layer_grid.h>
#include <meshing/package/package.h>

#include <vector>

namespace sagitta::conduction
{
  /// Where the powers of a package enter the cells of a plan and the elements of a layer grid. A power block gives to every cell the share
  /// that the cell covers of it, so that the total power is kept.
  class PowerMap
  {
  public:
    struct CellPower
    {
      unsigned cell;   ///< of this rank
      double per_area; ///< [W/m2] of the cell
    };

    /// The power of one body: per area of the cells, through some elements or on some element boundaries.
    struct BodyPower
    {
      unsigned body;                    ///< index in Package::bodies
      std::vector<unsigned> elements;   ///< through which it spreads uniformly; empty when it enters on a face
      double thickness = 0;             ///< of these elements together [m]
      std::vector<unsigned> boundaries; ///< element boundaries of the face on which it enters; empty when it spreads
      std::vector<CellPower> cells;     ///< ascending; cells without power are left out
    };

    /// Where the power of a body enters through its height: its BodyPower without cells.
    static BodyPower find_elements(const meshing::Package &package, const meshing::LayerGrid &grid, unsigned body);

    /// The cells of `plan` that this rank owns. Not collective.
    PowerMap(const meshing::Package &package, const meshing::LayerGrid &grid, const layered::PlanSpace &plan);

    /// Bodies with power blocks, in the order of the package.
    const std::vector<BodyPower> &bodies() const { return bodies_; }

  private:
    std::vector<BodyPower> bodies_;
  };
} // namespace sagitta::conduction
