#include <solver/layered/multigrid/plate_matrix.h>

#include <solver/layered/operator/assembly.h>
#include <solver/layered/operator/element_matrix.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sagitta::layered
{
  namespace
  {
    std::vector<PetscInt> find_row_lengths(const PlanSpace &plan, unsigned n_functions)
    {
      std::vector<PetscInt> lengths;
      for (const unsigned neighbours : count_plan_neighbours(plan))
        lengths.insert(lengths.end(), n_functions, static_cast<PetscInt>(neighbours * n_functions));
      return lengths;
    }

    /// The terms of the column functions through the thickness: all that does not depend on the plan.
    class FunctionProducts
    {
    public:
      FunctionProducts(const LayeredSpace &space, const std::vector<ColumnFunction> &functions)
          : n_elements_(space.n_elements()), n_(static_cast<unsigned>(functions.size())), terms_(couplings(space.n_components())),
            coupled_(terms_.size()), products_(std::size_t(n_elements_) * terms_.size() * n_ * n_, 0.)
      {
        for (unsigned t = 0; t < terms_.size(); ++t)
          for (unsigned f = 0; f < n_; ++f)
            for (unsigned g = 0; g < n_; ++g)
              if (functions[f].component == terms_[t].row && functions[g].component == terms_[t].column)
                coupled_[t].push_back(f * n_ + g);
        const std::vector<LayerIntegrals> layers = make_layer_integrals(space);
        const unsigned q = space.degree_z();
        for (unsigned e = 0; e < n_elements_; ++e)
          for (unsigned t = 0; t < terms_.size(); ++t)
            for (const unsigned pair : coupled_[t])
              for (unsigned k = 0; k <= q; ++k)
                for (unsigned l = 0; l <= q; ++l)
                  products_[place(e, t) + pair] += layers[e](terms_[t].row_axis, terms_[t].column_axis, k, l) *
                                                   functions[pair / n_].values[e * q + k] * functions[pair % n_].values[e * q + l];
      }

      const std::vector<Coupling> &terms() const { return terms_; }

      /// f * n + g of the functions that a term couples.
      const std::vector<unsigned> &coupled(unsigned term) const { return coupled_[term]; }

      /// Integrals through the thickness with the coefficients of a cell, [term][f * n + g]. Curved columns count as upright
      /// ones with their mean area, for which rigid motions of the plate are exact.
      void integrate(const LayeredSpace &space, const Coefficients &coefficients, unsigned cell, std::vector<double> &through) const
      {
        through.assign(terms_.size() * n_ * n_, 0.);
        for (unsigned e = 0; e < n_elements_; ++e)
          for (unsigned t = 0; t < terms_.size(); ++t)
            {
              const double share = space.is_curved(cell, e) ? space.area(cell, e) / space.plan().area(cell) : 1.;
              const double c = share * coefficients.at(cell, e)[terms_[t].coefficient];
              if (c != 0)
                for (const unsigned pair : coupled_[t])
                  through[t * n_ * n_ + pair] += c * products_[place(e, t) + pair];
            }
      }

    private:
      std::size_t place(unsigned element, unsigned term) const { return (std::size_t(element) * terms_.size() + term) * n_ * n_; }

      unsigned n_elements_, n_;
      const std::vector<Coupling> &terms_;
      std::vector<std::vector<unsigned>> coupled_; ///< per term
      std::vector<double> products_;               ///< [element][term][f * n + g]
    };

    /// A plate matrix that is added up cell by cell.
    class PlateMatrixBuilder
    {
    public:
      PlateMatrixBuilder(const LayeredSpace &space, const std::vector<ColumnFunction> &functions, const ColumnPatterns &patterns)
          : space_(space), functions_(functions), patterns_(patterns), n_(static_cast<unsigned>(functions.size())),
            products_(space, functions), hanging_index_(index_hanging(space.plan())),
            matrix_(space.communicator(), static_cast<PetscInt>(space.plan().n_owned() * n_), find_row_lengths(space.plan(), n_)),
            block_(n_ * n_), turned_(n_ * n_), weighted_(n_ * n_), rows_(n_), columns_(n_)
      {
      }

      void add_cell(const Coefficients &coefficients, unsigned cell)
      {
        integrals_.compute(space_.plan(), cell);
        products_.integrate(space_, coefficients, cell, through_);
        if (coefficients.has_film())
          find_film(coefficients, cell);
        const std::vector<NodeExpansion> nodes = expand_nodes(space_.plan(), hanging_index_, cell);
        for (unsigned i = 0; i < nodes.size(); ++i)
          for (unsigned j = 0; j < nodes.size(); ++j)
            {
              find_block(i, j);
              add_block(nodes[i], nodes[j]);
            }
      }

      /// The matrix, with rows of the identity for functions that are not used. *Collective.*
      linear::SparseMatrix finish()
      {
        const double one = 1;
        for (unsigned dof = 0; dof < space_.plan().n_owned(); ++dof)
          for (unsigned f = 0; f < n_; ++f)
            if (!patterns_[dof].is_used[f])
              {
                const auto row = static_cast<PetscInt>(space_.plan().partitioner()->local_to_global(dof) * n_ + f);
                matrix_.add({row}, {row}, &one);
              }
        matrix_.finish();
        return std::move(matrix_);
      }

    private:
      /// The film terms of a cell: [i][j][f * n + g].
      void find_film(const Coefficients &coefficients, unsigned cell)
      {
        const unsigned n_nodes = space_.plan().dofs_per_cell();
        film_.assign(std::size_t(n_nodes) * n_nodes * n_ * n_, 0.);
        for_each_film_entry(space_, coefficients, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
          for (unsigned f = 0; f < n_; ++f)
            for (unsigned g = 0; g < n_; ++g)
              film_[(std::size_t(i) * n_nodes + j) * n_ * n_ + f * n_ + g] += value * functions_[f].values[k] * functions_[g].values[l];
        });
      }

      /// block_ = the entries between plan nodes i and j of the present cell, between the original functions.
      void find_block(unsigned i, unsigned j)
      {
        std::fill(block_.begin(), block_.end(), 0.);
        for (unsigned t = 0; t < products_.terms().size(); ++t)
          {
            const Coupling &term = products_.terms()[t];
            const double factor = integrals_(term.row_axis, term.column_axis, i, j);
            for (const unsigned pair : products_.coupled(t))
              block_[pair] += factor * through_[t * n_ * n_ + pair];
          }
        for (unsigned k = 0; k < n_ * n_ && !film_.empty(); ++k)
          block_[k] += film_[(std::size_t(i) * space_.plan().dofs_per_cell() + j) * n_ * n_ + k];
      }

      /// block_ between the combinations of two columns: left' block right.
      const std::vector<double> &combine(const ColumnPattern &left, const ColumnPattern &right)
      {
        if (left.is_plain && right.is_plain)
          return block_;
        std::fill(turned_.begin(), turned_.end(), 0.);
        for (unsigned a = 0; a < n_; ++a)
          for (unsigned b = 0; b < n_; ++b)
            for (unsigned f = 0; f < n_; ++f)
              if (left.combination[f * n_ + a] != 0)
                for (unsigned g = 0; g < n_; ++g)
                  turned_[a * n_ + b] += left.combination[f * n_ + a] * block_[f * n_ + g] * right.combination[g * n_ + b];
        return turned_;
      }

      /// Adds block_ to the columns that two plan nodes depend on.
      void add_block(const NodeExpansion &left, const NodeExpansion &right)
      {
        for (const auto &[row, row_weight] : left.masters)
          for (const auto &[column, column_weight] : right.masters)
            {
              const std::vector<double> &block = combine(patterns_[row], patterns_[column]);
              for (unsigned k = 0; k < n_ * n_; ++k)
                weighted_[k] = row_weight * column_weight * block[k];
              find_indices(row, rows_);
              find_indices(column, columns_);
              matrix_.add(rows_, columns_, weighted_.data());
            }
      }

      /// Global indices of the functions of a column, -1 for those that are not used.
      void find_indices(unsigned dof, std::vector<PetscInt> &indices) const
      {
        const auto first = space_.plan().partitioner()->local_to_global(dof) * n_;
        for (unsigned f = 0; f < n_; ++f)
          indices[f] = patterns_[dof].is_used[f] ? static_cast<PetscInt>(first + f) : -1;
      }

      const LayeredSpace &space_;
      const std::vector<ColumnFunction> &functions_;
      const ColumnPatterns &patterns_;
      unsigned n_;
      FunctionProducts products_;
      std::vector<int> hanging_index_;
      linear::SparseMatrix matrix_;
      PlanIntegrals integrals_;
      std::vector<double> through_, film_; ///< of the present cell
      std::vector<double> block_, turned_, weighted_;
      std::vector<PetscInt> rows_, columns_;
    };
  } // namespace

  linear::SparseMatrix assemble_plate(const LayeredSpace &space, const std::vector<ColumnFunction> &functions,
                                      const ColumnPatterns &patterns, const Coefficients &coefficients)
  {
    PlateMatrixBuilder builder(space, functions, patterns);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      builder.add_cell(coefficients, cell);
    return builder.finish();
  }
} // namespace sagitta::layered
