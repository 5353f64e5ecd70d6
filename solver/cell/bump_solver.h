#pragma once

#include <materials/homogenise/bump_cell.h>

#include <solver/cell/bump_space.h>
#include <solver/cell/cell_problem.h>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace sagitta::cell
{
  /// All phases of a cell in the order in which CellSpace::filling counts them: pieces, what is around each, below, above.
  std::vector<materials::Phase> list_phases(const materials::CellPhases &phases);

  /// Effective constants of a layer of bumps from the solve of one of them between its neighbours, which laminate theory subtracts.
  /// Every rank solves by itself. Source: docs/theory/bump_layers.md, Eqs. (6) to (8).
  class BumpSolver
  {
  public:
    /// The cell has neighbours on both sides. Throws std::invalid_argument for bumps wider than materials::widest_bump allows.
    explicit BumpSolver(materials::BumpCell cell, const Resolution &resolution = {});

    /// Constants of the layer; those of neighbours and layer together are kept as long as the phases stay the same. `conductivity`: that of
    /// the layer where it is known; absent: it is solved for.
    /// Throws std::runtime_error when the remaining layer is not stable.
    materials::Phase layer(const materials::CellPhases &phases, const std::optional<std::array<double, 3>> &conductivity = {});

    const CellSpace &space() const { return space_; }

  private:
    materials::BumpCell cell_;
    Resolution resolution_;
    CellSpace space_;
    std::vector<materials::OrthotropicStiffness> stiffness_; ///< of elasticity_
    std::unique_ptr<CellElasticity> elasticity_;
    std::vector<std::array<double, 3>> conductivity_; ///< of the phases
    std::array<double, 3> whole_conductivity_{};
  };
} // namespace sagitta::cell
