#include <solver/layered/operator/assembly.h>

#include <solver/layered/operator/element_matrix.h>

#include <deal.II/lac/dynamic_sparsity_pattern.h>
#include <deal.II/lac/sparsity_tools.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sagitta::layered
{
  std::vector<unsigned> count_plan_neighbours(const PlanSpace &plan)
  {
    const dealii::IndexSet &owned = plan.partitioner()->locally_owned_range();
    dealii::IndexSet relevant = owned;
    relevant.add_indices(plan.partitioner()->ghost_indices());
    dealii::DynamicSparsityPattern pattern(owned.size(), owned.size(), relevant);
    const std::vector<int> hanging_index = index_hanging(plan);
    std::vector<dealii::types::global_dof_index> dofs;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        dofs.clear();
        for (const NodeExpansion &node : expand_nodes(plan, hanging_index, cell))
          for (const auto &entry : node.masters)
            dofs.push_back(plan.partitioner()->local_to_global(entry.first));
        for (const auto row : dofs)
          pattern.add_entries(row, dofs.begin(), dofs.end());
      }
    dealii::SparsityTools::distribute_sparsity_pattern(pattern, owned, plan.communicator(), relevant);
    std::vector<unsigned> lengths;
    for (const auto row : owned)
      lengths.push_back(static_cast<unsigned>(std::max<std::size_t>(pattern.row_length(row), 1)));
    return lengths;
  }

  namespace
  {
    /// Entries between the unknowns of two plan nodes of a cell in one layer element, [z-node k][component][z-node l][component], of
    /// cell-constant coefficients.
    class CoefficientBlocks
    {
    public:
      CoefficientBlocks(const LayeredSpace &space, const Coefficients &coefficients)
          : space_(space), coefficients_(coefficients), layers_(make_layer_integrals(space)), curved_(space)
      {
      }

      void set_cell(unsigned cell)
      {
        integrals_.compute(space_.plan(), cell_ = cell);
        curved_.enter(cell);
      }

      void set_element(unsigned element) { element_ = element; }

      /// values = the entries between plan nodes i and j.
      void compute(unsigned i, unsigned j, std::vector<double> &values)
      {
        if (space_.is_curved(cell_, element_))
          return compute_curved(i, j, values);
        const unsigned q = space_.degree_z(), components = space_.n_components(), block = (q + 1) * components;
        std::fill(values.begin(), values.end(), 0.);
        for (const Coupling &term : couplings(components))
          {
            const double factor = coefficients_.at(cell_, element_)[term.coefficient] * integrals_(term.row_axis, term.column_axis, i, j);
            for (unsigned k = 0; k <= q; ++k)
              for (unsigned l = 0; l <= q; ++l)
                values[(k * components + term.row) * block + l * components + term.column] +=
                    factor * layers_[element_](term.row_axis, term.column_axis, k, l);
          }
      }

    private:
      void compute_curved(unsigned i, unsigned j, std::vector<double> &values)
      {
        const unsigned q = space_.degree_z(), components = space_.n_components(), block = (q + 1) * components;
        curved_.compute(element_, i, j);
        std::fill(values.begin(), values.end(), 0.);
        for (const Coupling &term : couplings(components))
          for (unsigned k = 0; k <= q; ++k)
            for (unsigned l = 0; l <= q; ++l)
              values[(k * components + term.row) * block + l * components + term.column] +=
                  coefficients_.at(cell_, element_)[term.coefficient] * curved_(term.row_axis, term.column_axis, k, l);
      }

      const LayeredSpace &space_;
      const Coefficients &coefficients_;
      std::vector<LayerIntegrals> layers_;
      PlanIntegrals integrals_;
      CurvedIntegrals curved_;
      unsigned cell_ = 0, element_ = 0;
    };

    /// The same of tangents: sums over the quadrature points of B_ik' D B_jl times the weight, B the gradient (1 component) or the strains
    /// (3) of a shape.
    class TangentBlocks
    {
    public:
      TangentBlocks(const LayeredSpace &space, const TangentFunction &tangents)
          : space_(space), points_(space), tangents_(tangents), n_numbers_(n_coefficients(space.n_components(), CoefficientKind::tangent)),
            numbers_(std::size_t(space.plan().dofs_per_cell()) * (space.degree_z() + 1) * n_numbers_)
      {
      }

      void set_cell(unsigned cell) { points_.enter(cell_ = cell); }

      void set_element(unsigned element)
      {
        element_ = element;
        is_filled_ = tangents_(cell_, element, numbers_.data());
      }

      /// values = the entries between plan nodes i and j.
      void compute(unsigned i, unsigned j, std::vector<double> &values) const
      {
        std::fill(values.begin(), values.end(), 0.);
        const ReferenceElement &z = space_.element_z();
        const unsigned n_points = space_.plan().dofs_per_cell(), components = space_.n_components(), block = z.n * components;
        for (unsigned point = 0; point < n_points * z.n && is_filled_; ++point)
          {
            const double weight = points_.jxw(element_, point % n_points, point / n_points);
            for (unsigned k = 0; k < z.n; ++k)
              for (unsigned c = 0; c < components; ++c)
                for (unsigned l = 0; l < z.n; ++l)
                  for (unsigned d = 0; d < components; ++d)
                    values[(k * components + c) * block + l * components + d] +=
                        weight * product(point, strain(point, i, k, c), strain(point, j, l, d));
          }
      }

    private:
      using Strain = std::array<double, 6>;

      /// The gradient, or the strains, of component c of the shape of plan node i and z-node k at a point.
      Strain strain(unsigned point, unsigned i, unsigned k, unsigned c) const
      {
        const unsigned n_points = points_.n_plan();
        const auto [dx, dy, dz] = points_.gradient(element_, i, k, point % n_points, point / n_points);
        if (space_.n_components() == 1)
          return {{dx, dy, dz, 0, 0, 0}};
        return c == 0 ? Strain{{dx, 0, 0, 0, dz, dy}} : c == 1 ? Strain{{0, dy, 0, dz, 0, dx}} : Strain{{0, 0, dz, dy, dx, 0}};
      }

      /// left' D right with the tangent D of a point.
      double product(unsigned point, const Strain &left, const Strain &right) const
      {
        const unsigned size = space_.n_components() == 1 ? 3 : 6;
        const double *numbers = &numbers_[std::size_t(point) * n_numbers_];
        double sum = 0;
        for (unsigned a = 0; a < size; ++a)
          for (unsigned b = 0; b < size; ++b)
            sum += left[a] * numbers[tangent_index(a, b, size)] * right[b];
        return sum;
      }

      const LayeredSpace &space_;
      CellPoints points_;
      const TangentFunction &tangents_;
      unsigned n_numbers_;
      std::vector<double> numbers_; ///< of the present element, [z point][plan point][number]
      unsigned cell_ = 0, element_ = 0;
      bool is_filled_ = false;
    };

    /// Upper bounds of the entries of every owned row. *Collective.*
    std::vector<PetscInt> find_row_lengths(const LayeredSpace &space)
    {
      const unsigned components = space.n_components(), q = space.degree_z(), column_size = space.column_size();
      std::vector<PetscInt> lengths;
      for (const unsigned neighbours : count_plan_neighbours(space.plan()))
        for (unsigned r = 0; r < column_size; ++r)
          {
            const bool is_interface = (r / components) % q == 0;
            lengths.push_back(static_cast<PetscInt>(neighbours * std::min(column_size, components * ((is_interface ? 2 : 1) * q + 1))));
          }
      return lengths;
    }

    /// A matrix that is added up cell by cell; hanging nodes and constrained unknowns are resolved on the way.
    class MatrixBuilder
    {
    public:
      MatrixBuilder(const LayeredSpace &space, const ConstrainedUnknowns &constrained)
          : space_(space), constrained_(constrained), hanging_index_(index_hanging(space.plan())),
            matrix_(space.communicator(), static_cast<PetscInt>(space.n_owned()), find_row_lengths(space),
                    static_cast<PetscInt>(space.n_components())),
            block_((space.degree_z() + 1) * space.n_components()), values_(block_ * block_), weighted_(block_ * block_), rows_(block_),
            columns_(block_)
      {
      }

      void set_cell(unsigned cell) { nodes_ = expand_nodes(space_.plan(), hanging_index_, cell_ = cell); }

      /// The volume terms of the present cell.
      template <typename Blocks>
      void add_volume(Blocks &blocks)
      {
        blocks.set_cell(cell_);
        for (unsigned e = 0; e < space_.n_elements(); ++e)
          {
            blocks.set_element(e);
            for (unsigned i = 0; i < nodes_.size(); ++i)
              for (unsigned j = 0; j < nodes_.size(); ++j)
                {
                  blocks.compute(i, j, values_);
                  add_block(e, nodes_[i], nodes_[j]);
                }
          }
      }

      /// The film terms of the present cell.
      void add_films(const Coefficients &coefficients)
      {
        for_each_film_entry(space_, coefficients, cell_, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
          for (const auto &[row, row_weight] : nodes_[i].masters)
            for (const auto &[column, column_weight] : nodes_[j].masters)
              {
                const std::size_t size = space_.column_size(), r = row * size + k, c = column * size + l;
                if (constrained_.is_constrained[r] || constrained_.is_constrained[c])
                  continue;
                const double entry = row_weight * column_weight * value;
                matrix_.add({static_cast<PetscInt>(first_unknown(row) + k)}, {static_cast<PetscInt>(first_unknown(column) + l)}, &entry);
              }
        });
      }

      /// The matrix, with rows of the identity for the constrained unknowns. *Collective.*
      linear::SparseMatrix finish()
      {
        const auto first = space_.plan().partitioner()->local_range().first * space_.column_size();
        const double one = 1;
        for (const unsigned index : constrained_.owned)
          matrix_.add({static_cast<PetscInt>(first + index)}, {static_cast<PetscInt>(first + index)}, &one);
        matrix_.finish();
        return std::move(matrix_);
      }

    private:
      dealii::types::global_dof_index first_unknown(unsigned dof) const
      {
        return space_.plan().partitioner()->local_to_global(dof) * space_.column_size();
      }

      /// Global indices of the unknowns of a column in an element, -1 for constrained ones.
      void find_indices(unsigned dof, unsigned element, std::vector<PetscInt> &indices) const
      {
        const unsigned offset = element * space_.degree_z() * space_.n_components();
        const auto first = first_unknown(dof) + offset;
        for (unsigned i = 0; i < block_; ++i)
          {
            const bool is_constrained = constrained_.is_constrained[std::size_t(dof) * space_.column_size() + offset + i];
            indices[i] = is_constrained ? -1 : static_cast<PetscInt>(first + i);
          }
      }

      /// Adds values_ between two plan nodes.
      void add_block(unsigned element, const NodeExpansion &left, const NodeExpansion &right)
      {
        for (const auto &[row, row_weight] : left.masters)
          for (const auto &[column, column_weight] : right.masters)
            {
              find_indices(row, element, rows_);
              find_indices(column, element, columns_);
              for (unsigned v = 0; v < values_.size(); ++v)
                weighted_[v] = row_weight * column_weight * values_[v];
              matrix_.add(rows_, columns_, weighted_.data());
            }
      }

      const LayeredSpace &space_;
      const ConstrainedUnknowns &constrained_;
      std::vector<int> hanging_index_;
      linear::SparseMatrix matrix_;
      unsigned block_; ///< unknowns of a column in one element
      std::vector<double> values_, weighted_;
      std::vector<PetscInt> rows_, columns_;
      unsigned cell_ = 0;
      std::vector<NodeExpansion> nodes_;
    };
  } // namespace

  linear::SparseMatrix assemble(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained)
  {
    MatrixBuilder builder(space, constrained);
    CoefficientBlocks blocks(space, coefficients);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        builder.set_cell(cell);
        builder.add_volume(blocks);
        if (coefficients.has_film())
          builder.add_films(coefficients);
      }
    return builder.finish();
  }

  linear::SparseMatrix assemble(const LayeredSpace &space, const TangentFunction &tangents, const ConstrainedUnknowns &constrained)
  {
    MatrixBuilder builder(space, constrained);
    TangentBlocks blocks(space, tangents);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        builder.set_cell(cell);
        builder.add_volume(blocks);
      }
    return builder.finish();
  }
} // namespace sagitta::layered
