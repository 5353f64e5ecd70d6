#pragma once

#include <solver/layered/space/reference_element.h>

#include <deal.II/base/partitioner.h>
#include <deal.II/distributed/tria.h>
#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/mapping.h>

#include <mpi.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::layered
{
  /// The finite-element space of the plan: continuous Lagrange elements of degree p on a quadtree forest, with hanging nodes.
  ///
  /// Its arrays are in *local* numbering: the plan DoFs that this rank owns come first, then its ghosts. A plan DoF carries one column
  /// of unknowns. Cells are the locally owned ones, in the order of the triangulation.
  class PlanSpace
  {
  public:
    using Triangulation = dealii::parallel::distributed::Triangulation<2>;

    /// Columns over hanging nodes: value = sum of weight * value of a master, a column that does not hang.
    struct HangingColumns
    {
      std::vector<unsigned> column; ///< local indices of the hanging columns
      std::vector<unsigned> start;  ///< range of entries of each, size column.size() + 1
      std::vector<unsigned> master;
      std::vector<double> weight;
    };

    /// `is_rectangular`: all cells are axis-parallel rectangles (a snapped plan); else cells are mapped with the degree of the space.
    /// Polynomial degree 1 to 4. *Collective.*
    PlanSpace(std::shared_ptr<const Triangulation> triangulation, unsigned degree, bool is_rectangular, MPI_Comm communicator);

    MPI_Comm communicator() const { return communicator_; }
    const Triangulation &triangulation() const { return *triangulation_; }
    const dealii::DoFHandler<2> &dof_handler() const { return dof_handler_; }
    const dealii::Mapping<2> &mapping() const { return *mapping_; }
    const ReferenceElement &element() const { return element_; }
    bool is_rectangular() const { return is_rectangular_; }

    /// Is a cell an axis-parallel rectangle, whatever the others are?
    bool is_rectangle(unsigned cell) const { return is_rectangular_ || is_rectangle_[cell]; }

    unsigned degree() const { return element_.degree; }
    unsigned n_cells() const { return static_cast<unsigned>(cells_.size()); }
    unsigned dofs_per_cell() const { return element_.n * element_.n; }
    unsigned n_owned() const { return partitioner_->locally_owned_size(); }
    unsigned n_local() const { return partitioner_->locally_owned_size() + partitioner_->n_ghost_indices(); }
    unsigned long long n_global() const { return partitioner_->size(); }

    /// Who owns which plan DoFs, and the ghosts that this rank needs (masters of hanging nodes included).
    const std::shared_ptr<const dealii::Utilities::MPI::Partitioner> &partitioner() const { return partitioner_; }

    /// Local DoF indices of a cell, lexicographic: i = ix + (p + 1) iy.
    const unsigned *cell_dofs(unsigned cell) const { return &cell_dofs_[std::size_t(cell) * dofs_per_cell()]; }

    const dealii::Triangulation<2>::active_cell_iterator &cell(unsigned index) const { return cells_[index]; }

    /// Lower left and upper right vertex of a cell [m]; of a mapped cell its bounding box by vertices.
    const std::array<double, 4> &box(unsigned cell) const { return boxes_[cell]; } // x0, y0, x1, y1

    double area(unsigned cell) const { return areas_[cell]; }

    /// Position of a local DoF, owned or ghost [m].
    const std::array<double, 2> &position(unsigned dof) const { return positions_[dof]; }

    const HangingColumns &hanging() const { return hanging_; }
    bool is_hanging(unsigned dof) const { return is_hanging_[dof]; }

    /// Does the cell have a DoF that hangs?
    bool has_hanging(unsigned cell) const { return cell_has_hanging_[cell]; }

    /// At every quadrature point q = qx + n qy of the cell: d(xi)/dx, d(xi)/dy, d(eta)/dx, d(eta)/dy [1/m] and the weight times
    /// the Jacobian [m2].
    const std::vector<std::array<double, 5>> &geometry(unsigned cell) const;

    /// Shapes and their physical gradients at the quadrature points of a cell: arrays [q][i] of values, d/dx, d/dy, and the weights [q].
    struct CellShapes
    {
      std::vector<double> value, dx, dy, weight;
    };
    void evaluate_shapes(unsigned cell, CellShapes &shapes) const;

    /// Cell width: square root of the mean area over all ranks [m].
    double mean_cell_width() const { return mean_cell_width_; }

  private:
    void find_cells();
    void share_positions();
    void find_hanging_nodes();
    void find_geometry();

    MPI_Comm communicator_;
    std::shared_ptr<const Triangulation> triangulation_;
    ReferenceElement element_;
    bool is_rectangular_;
    std::unique_ptr<dealii::Mapping<2>> mapping_;
    dealii::DoFHandler<2> dof_handler_;
    std::shared_ptr<const dealii::Utilities::MPI::Partitioner> partitioner_;
    std::vector<dealii::Triangulation<2>::active_cell_iterator> cells_;
    std::vector<unsigned> cell_dofs_;
    std::vector<std::array<double, 4>> boxes_;
    std::vector<char> is_rectangle_; ///< per cell, of a mapped plan
    std::vector<double> areas_;
    std::vector<std::array<double, 2>> positions_;
    HangingColumns hanging_;
    std::vector<char> is_hanging_;
    std::vector<char> cell_has_hanging_;
    mutable std::vector<std::array<double, 5>> rectangle_geometry_; // of the last cell that geometry() was called for
    std::vector<std::vector<std::array<double, 5>>> mapped_geometry_;
    double mean_cell_width_ = 0;
  };
} // namespace sagitta::layered
