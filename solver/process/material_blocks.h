#pragma once

#include <solver/layered/space/cell_points.h>
#include <solver/layered/space/cell_values.h>
#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

namespace sagitta::process
{
  /// A body's part of one cell and element.
  struct MaterialBlock
  {
    unsigned cell, element, body;
    double fraction; ///< of the cell's area
  };

  /// The quadrature points of one block under some displacements. Point = plan point * (layer points) + layer point.
  class BlockPoints
  {
  public:
    BlockPoints(const MaterialBlock &block, const layered::CellPoints &points, const std::vector<layered::CellValues> &values)
        : block_(block), points_(points), values_(values)
    {
    }

    /// Total strain of the displacement `which` [-].
    std::array<double, 6> strain(std::size_t which, unsigned point) const
    {
      return values_[which].strain(block_.element, point / points_.n_layer(), point % points_.n_layer());
    }

    /// Quadrature weight times Jacobian times the block's fraction [m3].
    double weight(unsigned point) const
    {
      return block_.fraction * points_.jxw(block_.element, point / points_.n_layer(), point % points_.n_layer());
    }

  private:
    const MaterialBlock &block_;
    const layered::CellPoints &points_;
    const std::vector<layered::CellValues> &values_;
  };

  /// The blocks of one rank whose material has a memory: the places of the states of their points.
  class MaterialBlocks
  {
  public:
    /// `has_memory`: per material. Model and space must outlive the blocks.
    MaterialBlocks(const model::Model &model, const layered::LayeredSpace &space, const std::vector<char> &has_memory);

    /// The blocks of other parts: `selects` is asked per body.
    MaterialBlocks(const model::Model &model, const layered::LayeredSpace &space, const std::function<bool(unsigned)> &selects);

    std::size_t size() const { return blocks_.size(); }
    const MaterialBlock &operator[](std::size_t index) const { return blocks_[index]; }
    unsigned material(std::size_t index) const { return package_.bodies[blocks_[index].body].material; }
    const meshing::Body &body(std::size_t index) const { return package_.bodies[blocks_[index].body]; }
    const layered::LayeredSpace &space() const { return space_; }

    /// Quadrature points of every block.
    unsigned n_points() const { return n_points_; }

    /// The first block of a plan cell; of n_cells() the number of blocks.
    std::size_t first_of(unsigned cell) const { return first_of_cell_[cell]; }

    /// Per [cell][element] of this rank: does it hold a block?
    std::vector<char> cells() const;

    /// Calls f(index, points of the block) for all blocks; the displacements are complete and ghosted. Local.
    template <typename F>
    void for_each(const std::vector<const layered::Vector<double> *> &displacements, const F &f) const
    {
      std::vector<layered::CellValues> values(displacements.size(), layered::CellValues(space_));
      layered::CellPoints points(space_);
      unsigned loaded = ~0u;
      for (std::size_t b = 0; b < blocks_.size(); ++b)
        {
          if (blocks_[b].cell != loaded)
            {
              loaded = blocks_[b].cell;
              for (std::size_t i = 0; i < displacements.size(); ++i)
                values[i].load(loaded, *displacements[i]);
              points.enter(loaded);
            }
          f(b, BlockPoints(blocks_[b], points, values));
        }
    }

  private:
    const layered::LayeredSpace &space_;
    const meshing::Package &package_;
    unsigned n_points_;
    std::vector<MaterialBlock> blocks_;
    std::vector<std::size_t> first_of_cell_;
  };
} // namespace sagitta::process
