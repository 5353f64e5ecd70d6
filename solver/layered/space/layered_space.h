#pragma once

#include <solver/layered/space/node_shifts.h>
#include <solver/layered/space/plan_space.h>

#include <meshing/fill/layer_grid.h>
#include <meshing/package/outline.h>

#include <deal.II/lac/la_parallel_vector.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::layered
{
  template <typename Number>
  using Vector = dealii::LinearAlgebra::distributed::Vector<Number>;

  /// The index set of columns of `size` entries over a set of plan DoFs.
  dealii::IndexSet expand_to_columns(const dealii::IndexSet &plan_dofs, unsigned size);

  /// Plan elements times layer elements: u(x, y, z) = sum over columns d and z-nodes k of phi_d(x, y) psi_k(z) u[d][k].
  ///
  /// The unknowns over one plan DoF are a column: contiguous, component fastest, then z upwards. Local index of component c at
  /// z-node k of plan DoF d: (d * n_z() + k) * n_components() + c. Columns are never split between ranks.
  class LayeredSpace
  {
  public:
    /// Degree through the thickness 1 to 4; 1 component (heat) or 3 (mechanics). `curves`: of columns that are not straight, or null.
    /// *Collective.*
    LayeredSpace(std::shared_ptr<const PlanSpace> plan, std::shared_ptr<const meshing::LayerGrid> grid, unsigned degree_z,
                 unsigned n_components, const std::shared_ptr<const ColumnCurves> &curves = nullptr);

    const PlanSpace &plan() const { return *plan_; }
    const std::shared_ptr<const PlanSpace> &plan_pointer() const { return plan_; }
    const meshing::LayerGrid &grid() const { return *grid_; }
    const std::shared_ptr<const meshing::LayerGrid> &grid_pointer() const { return grid_; }
    const ReferenceElement &element_z() const { return element_z_; }
    MPI_Comm communicator() const { return plan_->communicator(); }

    unsigned degree_z() const { return element_z_.degree; }
    unsigned n_components() const { return n_components_; }
    unsigned n_elements() const { return grid_->n_elements(); }
    unsigned n_z() const { return static_cast<unsigned>(z_nodes_.size()); }
    unsigned column_size() const { return n_z() * n_components_; }
    unsigned long long n_dofs() const { return plan_->n_global() * column_size(); }
    unsigned n_owned() const { return plan_->n_owned() * column_size(); }
    unsigned n_local() const { return plan_->n_local() * column_size(); }

    /// Height of every z-node [m].
    const std::vector<double> &z_nodes() const { return z_nodes_; }

    /// How nodes are shifted in the plan; null where all columns are straight.
    const std::shared_ptr<const NodeShifts> &shifts() const { return shifts_; }

    /// Is a layer element over a cell not upright?
    bool is_curved(unsigned cell, unsigned element) const { return shifts_ && shifts_->is_curved(cell, element); }

    /// Position of the node of a local plan DoF, owned or ghost, and a z-node [m].
    std::array<double, 3> position(unsigned dof, unsigned z_node) const;

    /// Area of a plan cell, mean over the height of an element [m2], and the volume of the element [m3].
    double area(unsigned cell, unsigned element) const { return shifts_ ? shifts_->area(cell, element) : plan_->area(cell); }
    double volume(unsigned cell, unsigned element) const { return area(cell, element) * grid_->height(element); }

    const std::shared_ptr<const dealii::Utilities::MPI::Partitioner> &partitioner() const { return partitioner_; }

    template <typename Number>
    void initialise(Vector<Number> &vector) const
    {
      vector.reinit(partitioner_);
    }

    /// Interpolates the values of hanging columns from those of their masters and updates the ghosts. The vector is ghosted afterwards.
    /// *Collective.*
    void complete(Vector<double> &vector) const;

    /// The transpose, for load vectors summed cell by cell into owned and ghost columns: adds entries of hanging columns to their masters
    /// and ghosts to their owners. *Collective.*
    void condense(Vector<double> &vector) const;

  private:
    std::shared_ptr<const PlanSpace> plan_;
    std::shared_ptr<const meshing::LayerGrid> grid_;
    ReferenceElement element_z_;
    unsigned n_components_;
    std::vector<double> z_nodes_;
    std::shared_ptr<const dealii::Utilities::MPI::Partitioner> partitioner_;
    std::shared_ptr<const NodeShifts> shifts_;
  };

  /// Which unknowns are constrained: hanging columns, unknowns that touch no filled cell, and unknowns with a prescribed value. Constrained
  /// unknowns are zero in every vector that the operator, the smoother and the transfers read.
  struct ConstrainedUnknowns
  {
    std::vector<char> is_constrained; ///< per local unknown
    std::vector<char> is_inactive;    ///< per local (plan DoF, z-node): touches no filled cell, hanging nodes resolved
    std::vector<unsigned> owned;      ///< local indices of the owned constrained unknowns, ascending
  };

  /// The constrained unknowns of a space. `is_filled[cell * n_elements + element]`; `prescribed`: local indices, owned or ghost, of the
  /// unknowns with prescribed values; one rank that names an unknown is enough. *Collective.*
  ConstrainedUnknowns find_constrained_unknowns(const LayeredSpace &space, const std::vector<char> &is_filled,
                                                const std::vector<unsigned> &prescribed);

  /// One plan level of a problem.
  struct LevelDescription
  {
    std::shared_ptr<const LayeredSpace> space;
    std::shared_ptr<const ConstrainedUnknowns> constrained;
    std::vector<meshing::Disc> bumps = {}; ///< the columns within each are smoothed together [m]
  };
} // namespace sagitta::layered
