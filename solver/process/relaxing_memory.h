#pragma once

#include <solver/mechanics/thermoelastic_law.h>
#include <solver/process/material_blocks.h>
#include <solver/process/material_path.h>
#include <solver/process/state_layout.h>

#include <array>
#include <cstddef>
#include <functional>
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

  /// Takes the states of relaxing laws (materials/laws/relaxing_step.h) over pairs of steps: deviators q_j and mean stresses p_k of
  /// docs/theory/history.md, Eq. (1). It is the optimisation of MaterialPoints for laws that are linear in the change of strain, where all
  /// points of a material share temperature and cure; the states are the same. The caller keeps them.
  class RelaxingMemory
  {
  public:
    /// Stresses of every form [component][point] and weights of the points [m3] of the block of this index.
    using BlockFunction =
        std::function<void(std::size_t block, const std::vector<std::vector<double>> &stress, const std::vector<double> &weights)>;

    /// Every law of the states is a relaxing one. They must outlive the memory.
    explicit RelaxingMemory(const StateLayout &states) : states_(states), blocks_(states.blocks()) {}

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

    const StateLayout &states_;
    const MaterialBlocks &blocks_;
  };
} // namespace sagitta::process
