#pragma once

#include <solver/mechanics/thermoelastic_law.h>
#include <solver/process/material_blocks.h>
#include <solver/process/material_path.h>

#include <materials/laws/relaxing_step.h>

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace sagitta::process
{
  /// Total strain in the package at an instant, and the law with the free strain then.
  struct StrainedBody
  {
    const layered::Vector<double> &displacement; ///< complete and ghosted
    const mechanics::ThermoelasticLaw &law;
    double temperature; ///< [K]
  };

  /// For one material: a stress that is linear in its memory and in the mechanical strains m_n at some instants,
  ///   sum of shear_j q_j + sum of bulk_k p_k 1 + sum over n of (2 G_n dev(m_n) + K_n tr(m_n) 1).
  struct StressForm
  {
    std::vector<double> shear, bulk;              ///< weights of the parts of the memory [-]
    std::vector<std::array<double, 2>> by_strain; ///< G_n, K_n [Pa]
  };

  /// Per material; empty for elastic ones.
  using StressForms = std::vector<StressForm>;

  /// The memory of relaxing laws (materials/laws/relaxing_step.h) at the points of a block: deviators q_j (five numbers, they have no
  /// trace) and mean stresses p_k of docs/theory/history.md, Eq. (1), as [block][number][point]. It is the optimisation of MaterialPoints
  /// for laws that are linear in the change of strain, where all points of a material share temperature and cure. The memory itself is a
  /// value that the caller keeps.
  class RelaxingMemory
  {
  public:
    /// Stresses of every form [component][point] and weights of the points [m3] of the block of this index.
    using BlockFunction =
        std::function<void(std::size_t block, const std::vector<std::vector<double>> &stress, const std::vector<double> &weights)>;

    /// `parts`: per material, absent for elastic ones. The blocks must outlive the memory.
    RelaxingMemory(const MaterialBlocks &blocks, const std::vector<std::optional<materials::RelaxingParts>> &parts);

    /// Numbers in the memory of one point of a material with these parts.
    static unsigned n_values(const materials::RelaxingParts &parts);

    /// A memory free of stress.
    std::vector<double> initial() const { return std::vector<double>(n_values_, 0.); }

    /// Where the numbers of a block begin; of the number of blocks their end.
    std::size_t first_value(std::size_t block) const { return block < first_value_.size() ? first_value_[block] : n_values_; }

    /// Evaluates forms of a memory block by block; the strains are those of the forms' by_strain. Local.
    void evaluate(const std::vector<double> &memory, const std::vector<StrainedBody> &strains, const std::vector<StressForms> &forms,
                  const BlockFunction &f) const;

    /// Takes a memory through two steps, from the first over the second to the third strain: Eq. (7).
    void advance(std::vector<double> &memory, const std::array<StrainedBody, 3> &strains, const RelaxingSteps &first,
                 const RelaxingSteps &second) const;

  private:
    /// Calls f(index, split strains, weights of the points [m3]) for all blocks.
    template <typename F>
    void for_each_block(const std::vector<StrainedBody> &strains, const F &f) const;

    const MaterialBlocks &blocks_;
    std::vector<std::size_t> first_value_; ///< per block
    std::size_t n_values_ = 0;
  };
} // namespace sagitta::process
