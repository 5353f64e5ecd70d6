#pragma once

#include <solver/layered/space/plan_space.h>

#include <meshing/fill/composition.h>
#include <meshing/fill/layer_grid.h>
#include <meshing/package/package.h>
#include <meshing/plan/ring_plan.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace sagitta::model
{
  /// The middle of a plan cell [m].
  std::array<double, 2> find_centre(const layered::PlanSpace &plan, unsigned cell);

  /// What fills the cells of all plan levels. Each question has one answer here:
  /// - does any part of a cell hold material: is_filled(), and filled() on a coarser level. Such a cell has coefficients;
  /// - how much of the cell holds material: meshing::filled_fraction() of composition();
  /// - is there material at a point: bodies(), and at the centre of a cell is_filled_at_centre(), by which conditions find their faces;
  /// - how much of the cell is filled otherwise than most of it, by an outline that no mesh line follows: averaged_fraction();
  /// - which body holds the largest part of a cell: meshing::main_body() of composition().
  class Filling
  {
  public:
    using PlanLevels = std::vector<std::shared_ptr<const layered::PlanSpace>>;

    /// `levels`: coarsest first; `rings`: the plan of the finest ones where it has ring tiles. The package must outlive the filling. Not
    /// collective.
    Filling(const meshing::Package &package, std::shared_ptr<const meshing::LayerGrid> grid, const PlanLevels &levels,
            const std::optional<meshing::RingPlan> &rings = std::nullopt);

    const meshing::Package &package() const { return package_; }
    const meshing::LayerGrid &grid() const { return *grid_; }

    /// What fills a cell of the finest plan in a layer element.
    const meshing::Composition &composition(unsigned cell, unsigned element) const
    {
      return compositions_[composition_index(cell, element)];
    }
    unsigned composition_index(unsigned cell, unsigned element) const
    {
      return composition_of_[std::size_t(cell) * package_.layers.size() + grid_->layer[element]];
    }
    const meshing::CompositionTable &compositions() const { return compositions_; }

    /// Does a cell of the finest plan hold material in a layer element?
    bool is_filled(unsigned cell, unsigned element) const { return !composition(cell, element).empty(); }

    /// Share of the area of a cell of the finest plan whose material is averaged in a layer element, see meshing::averaged_fraction().
    double averaged_fraction(unsigned cell, unsigned element) const
    {
      return meshing::averaged_fraction(composition(cell, element), package_);
    }

    /// is_filled() on all cells of a level, [cell][element].
    const std::vector<char> &filled(unsigned level) const { return filled_[level]; }

    /// Is there material in a layer element at the centre of a cell of any plan?
    bool is_filled_at_centre(const layered::PlanSpace &plan, unsigned cell, unsigned element) const;

    /// Which body holds a point.
    const meshing::BodyIndex &bodies() const { return compositions_.bodies(); }

  private:
    std::vector<unsigned> classify(const layered::PlanSpace &plan);

    /// A cell of a ring tile outside its core.
    meshing::RingCell describe_ring_cell(const layered::PlanSpace &plan, unsigned cell) const;

    const meshing::Package &package_;
    std::shared_ptr<const meshing::LayerGrid> grid_;
    std::optional<meshing::RingTiles> tiles_;
    meshing::CompositionTable compositions_;
    std::vector<unsigned> composition_of_; ///< finest plan, [cell][layer]
    std::vector<std::vector<char>> filled_;
  };
} // namespace sagitta::model
