#pragma once

#include <solver/process/material_blocks.h>
#include <solver/process/point_field.h>

#include <materials/laws/material_law.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace sagitta::process
{
  /// Where the states of the quadrature points lie in one array, [block][value][point], the values as the law of the block's material
  /// defines them. Every method of a path keeps its state like this.
  class StateLayout
  {
  public:
    /// `laws`: per material, present for those of the blocks. The arguments must outlive the layout.
    StateLayout(const MaterialBlocks &blocks, const std::vector<std::optional<materials::MaterialLaw>> &laws);

    const MaterialBlocks &blocks() const { return blocks_; }
    const materials::MaterialLaw &law(std::size_t block) const { return *laws_[blocks_.material(block)]; }

    /// Where the numbers of a block begin; of the number of blocks their end.
    std::size_t first(std::size_t block) const { return first_[block]; }
    std::size_t size() const { return first_.back(); }

    /// The states of the laws at the start, with temperature [K] and degree of cure [-] there. Throws LawFailure when a law's constants
    /// have no meaning. *Collective.*
    std::vector<double> initial(const PointField &temperature, const PointField &cure) const;

  private:
    const MaterialBlocks &blocks_;
    const std::vector<std::optional<materials::MaterialLaw>> &laws_;
    std::vector<std::size_t> first_; ///< per block, and the end
  };
} // namespace sagitta::process
