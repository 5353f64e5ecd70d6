#pragma once

#include <solver/layered/space/plan_space.h>

#include <meshing/fill/layer_grid.h>

#include <array>
#include <functional>
#include <optional>
#include <vector>

namespace sagitta::layered
{
  /// Columns that are not straight: at the height z the node over a plan position has moved by profile(z) times its direction. Barrels are
  /// such columns: their radius changes with height and the nodes around them move along.
  struct ColumnCurves
  {
    struct Column
    {
      unsigned profile;
      std::array<double, 2> direction; ///< shift where the profile is 1 [m]
    };

    std::function<std::optional<Column>(const std::array<double, 2> &position)> find; ///< nothing: the column is straight
    std::vector<std::function<double(double z)>> profiles;                            ///< [-] of the height above the bottom [m]
  };

  /// How the nodes of a layered space are shifted in the plan. The heights of nodes do not change, so that a curved layer element is
  ///   (x, y) = sum over plan nodes i and z-nodes k of phi_i(xi, eta) psi_k(zeta) (X_i + shift_ik),  z = z_e + zeta h_e.
  class NodeShifts
  {
  public:
    /// `z_nodes`: of the space, whose element through a layer is `through`. Plan and grid must outlive the shifts. Not collective.
    NodeShifts(const PlanSpace &plan, const meshing::LayerGrid &grid, const std::vector<double> &z_nodes, const ReferenceElement &through,
               const ColumnCurves &curves);

    const PlanSpace &plan() const { return plan_; }
    const ReferenceElement &through() const { return through_; }
    double height(unsigned element) const { return grid_.height(element); } ///< [m]

    bool is_curved_column(unsigned dof) const { return column_of_[dof] >= 0; }

    /// Shift of a column where its profile is 1 [m], and its profile at a z-node.
    std::array<double, 2> direction(unsigned dof) const;
    double growth(unsigned dof, unsigned z_node) const;

    /// Shift of a node [m].
    std::array<double, 2> shift(unsigned dof, unsigned z_node) const;

    /// Is a node of the element shifted, or one of the cell's columns? All curved columns of a cell have one profile.
    bool is_curved(unsigned cell, unsigned element) const { return is_curved_[std::size_t(cell) * n_elements_ + element] != 0; }
    bool is_curved_cell(unsigned cell) const { return is_curved_cell_[cell] != 0; }

    /// The derivatives, at every plan point of a cell, of the plan position X and of the direction D, and D:
    /// [point]{dX/dxi, dX/deta, dY/dxi, dY/deta, the four of D, D_x, D_y} [m].
    std::vector<double> plan_derivatives(unsigned cell) const;

    /// Profile of the columns of a cell at a layer point of an element, and its derivative by z [1/m].
    std::array<double, 2> growth_at(unsigned cell, unsigned element, unsigned qz) const;

    /// Area of the plan cell, mean over the height of an element [m2].
    double area(unsigned cell, unsigned element) const;

  private:
    void find_columns(const ColumnCurves &curves, const std::vector<double> &z_nodes);
    void find_elements();

    const PlanSpace &plan_;
    const meshing::LayerGrid &grid_;
    ReferenceElement through_;
    unsigned n_z_, n_elements_;
    std::vector<int> column_of_; ///< per local plan DoF: its place among the curved columns, -1 for a straight one
    std::vector<ColumnCurves::Column> columns_;
    std::vector<double> growth_; ///< [profile][z-node]
    std::vector<char> is_curved_, is_curved_cell_;
    std::vector<unsigned> profile_;          ///< of the columns of every cell; not used without curved ones
    std::vector<std::vector<double>> areas_; ///< [cell][element], of curved cells
  };
} // namespace sagitta::layered
