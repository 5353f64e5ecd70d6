#pragma once

#include <solver/mechanics/carried_stress.h>
#include <solver/mechanics/temperature.h>
#include <solver/mechanics/thermoelastic_law.h>
#include <solver/model/model.h>
#include <solver/process/material_blocks.h>

#include <optional>
#include <vector>

namespace sagitta::process
{
  /// Parts that joined at one instant, free of stress: their strain counts from the displacement of that instant, e(u - u_b).
  /// Theory: docs/theory/process.md, Eq. (1).
  struct Birth
  {
    std::vector<unsigned> bodies;
    layered::Vector<double> displacement; ///< u_b, complete and ghosted
  };

  /// The strains e(u_b) at the quadrature points of a stage. Parts whose law uses only changes of strain do not need them.
  class BirthStrains
  {
  public:
    /// Strains of parts that were there from the start: zero.
    BirthStrains() = default;

    /// `blocks`: of materials with memory. `model` and the space of the blocks must outlive the strains. Local.
    BirthStrains(const model::Model &model, const MaterialBlocks &blocks, const std::vector<Birth> &births);

    /// Marks the cells that hold an elastic part that joined, [cell][element].
    void mark(std::vector<char> &cells) const;

    /// Adds -f C(T) e(u_b) of the elastic parts, C by the law of the cells.
    void add_stress(const mechanics::ThermoelasticLaw &law, const mechanics::Temperature &temperature,
                    mechanics::CarriedStress &carried) const;

    /// The blocks of elastic parts that joined; null: there are none.
    const MaterialBlocks *elastic() const { return elastic_ ? &*elastic_ : nullptr; }

    /// Strains of a block with memory, [component][point]; null where they are zero.
    const double *of_block(std::size_t block) const;

  private:
    const layered::LayeredSpace *space_ = nullptr;
    std::optional<MaterialBlocks> elastic_; ///< blocks of elastic parts that joined
    std::vector<double> elastic_strains_;   ///< [block][component][point]
    std::vector<int> index_;                ///< per block with memory; -1: zero
    std::vector<double> strains_;           ///< [index][component][point]
  };
} // namespace sagitta::process
