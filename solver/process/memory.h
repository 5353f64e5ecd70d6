#pragma once

#include <solver/layered/space/layered_space.h>
#include <solver/mechanics/carried_stress.h>
#include <solver/model/model.h>
#include <solver/process/material_path.h>

#include <array>
#include <functional>
#include <vector>

namespace sagitta::process
{
  /// Total strain in the package at an instant, and the law that knows the free strain then.
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

  /// A body's part of one cell and element at its quadrature points.
  struct MemoryBlock
  {
    unsigned cell, element, body;
    double fraction;         ///< of the cell's area
    std::size_t first_value; ///< in the memory
  };

  /// What the bodies with memory remember at the quadrature points of one rank's cells: deviators q_j (five numbers, they have no trace)
  /// and mean stresses p_k of docs/theory/history.md, Eq. (1), point after point for one number of one part of one cell.
  class Memory
  {
  public:
    /// Free of stress.
    Memory(const model::Model &model, const layered::LayeredSpace &space, const MaterialPath &materials, const RelaxingSteps &parts);

    /// Per [cell][element]: does any body there remember?
    std::vector<char> cells() const;

    /// Calls f(block, values of every form, weights of the points [m3]) for all blocks; the values are [component][point]. The strains are
    /// those of the forms' by_strain. Local.
    void evaluate(
        const std::vector<StrainedBody> &strains, const std::vector<StressForms> &forms,
        const std::function<void(const MemoryBlock &, const std::vector<std::vector<double>> &, const std::vector<double> &)> &f) const;

    /// Two steps, from the first over the second to the third strain: Eq. (7).
    void commit(const std::array<StrainedBody, 3> &strains, const RelaxingSteps &first, const RelaxingSteps &second);

    unsigned n_points() const { return n_points_; }

  private:
    /// f(block, split strains, weights of the points [m3]).
    template <typename F>
    void for_each_block(const std::vector<StrainedBody> &strains, const F &f) const;

    const layered::LayeredSpace &space_;
    const meshing::Package &package_;
    unsigned n_points_; ///< per cell and element
    std::vector<MemoryBlock> blocks_;
    std::vector<std::array<unsigned, 2>> n_parts_; ///< in shear and bulk, per material
    std::vector<double> values_;
  };
} // namespace sagitta::process
