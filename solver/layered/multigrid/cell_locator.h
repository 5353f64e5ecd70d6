#pragma once

#include <solver/layered/space/plan_space.h>

#include <meshing/fill/outline_index.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// A plan cell on one of the ranks.
  struct CellOnRank
  {
    unsigned rank;
    unsigned cell; ///< index on that rank
  };

  /// Finds the cells of a plan of rectangles that hold points anywhere in it.
  class CellLocator
  {
  public:
    /// `plan` must outlive the locator. *Collective.*
    explicit CellLocator(const PlanSpace &plan);

    /// The cells that hold points [m], edges included; of several the one of the lowest rank. Throws std::logic_error for a point outside
    /// the plan. *Collective.*
    std::vector<CellOnRank> locate(const std::vector<std::array<double, 2>> &points) const;

  private:
    const PlanSpace &plan_;
    meshing::OutlineIndex index_;
    std::vector<std::array<double, 4>> extents_; ///< around the cells of every rank: x0, y0, x1, y1
    double rounding_;                            ///< [m]
  };
} // namespace sagitta::layered
