#include <solver/layered/column_smoother.h>

#include <solver/layered/element_matrix.h>

#include <cmath>
#include <stdexcept>

namespace sagitta::layered
{
  namespace
  {
    /// Adds w * K(i, j) of one cell, restricted to a column, to banded storage: rows of 1 + band entries, diagonal first.
    void add_block(double *block, double w, unsigned i, unsigned j, const LayeredSpace &space, const Coefficients &coefficients,
                   unsigned cell, const PlanIntegrals &plan, const std::vector<LayerIntegrals> &layers, unsigned band)
    {
      const unsigned q = space.degree_z(), components = space.n_components();
      for (unsigned e = 0; e < space.n_elements(); ++e)
        {
          const double *coefficient = coefficients.at(cell, e);
          for (const Coupling &term : couplings(components))
            {
              const double factor = w * coefficient[term.coefficient] * plan(term.row_axis, term.column_axis, i, j);
              if (factor == 0)
                continue;
              for (unsigned k = 0; k <= q; ++k)
                {
                  const unsigned row = (e * q + k) * components + term.row;
                  for (unsigned l = 0; l <= q; ++l)
                    {
                      const unsigned column = (e * q + l) * components + term.column;
                      if (column <= row)
                        block[row * (band + 1) + row - column] += factor * layers[e](term.row_axis, term.column_axis, k, l);
                    }
                }
            }
        }
    }

    /// Factors one banded block in place; 1/diagonal is stored. False if a pivot is not positive.
    bool factor_block(double *block, unsigned size, unsigned band)
    {
      const unsigned stride = band + 1;
      for (unsigned r = 0; r < size; ++r)
        {
          const unsigned first = r > band ? r - band : 0;
          for (unsigned c = first; c <= r; ++c)
            {
              double sum = block[r * stride + r - c];
              const unsigned from = std::max(first, c > band ? c - band : 0);
              for (unsigned k = from; k < c; ++k)
                sum -= block[r * stride + r - k] * block[c * stride + c - k];
              if (c < r)
                block[r * stride + r - c] = sum * block[c * stride];
              else if (!(sum > 0))
                return false;
              else
                block[r * stride] = 1 / std::sqrt(sum);
            }
        }
      return true;
    }
  } // namespace

  template <typename Number>
  ColumnBlocks<Number>::ColumnBlocks(const LayeredSpace &space, const Coefficients &coefficients, const HeldUnknowns &held)
      : n_columns_(space.plan().n_owned()), column_size_(space.column_size()), band_(space.n_components() * (space.degree_z() + 1) - 1),
        row_is_held_(held.is_held.begin(), held.is_held.begin() + space.n_owned())
  {
    const PlanSpace &plan = space.plan();
    const unsigned stride = band_ + 1, block_size = column_size_ * stride;
    const auto partitioner = std::make_shared<const dealii::Utilities::MPI::Partitioner>(
        expand_to_columns(plan.partitioner()->locally_owned_range(), block_size),
        expand_to_columns(plan.partitioner()->ghost_indices(), block_size), space.communicator());
    Vector<double> blocks(partitioner);

    const std::vector<LayerIntegrals> layers = make_layer_integrals(space);
    const std::vector<int> hanging_index = index_hanging(plan);
    PlanIntegrals integrals;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        integrals.compute(plan, cell);
        if (!plan.has_hanging(cell))
          {
            for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
              add_block(blocks.begin() + std::size_t(plan.cell_dofs(cell)[i]) * block_size, 1., i, i, space, coefficients, cell, integrals,
                        layers, band_);
            continue;
          }
        const std::vector<NodeExpansion> nodes = expand_nodes(plan, hanging_index, cell);
        for (unsigned i = 0; i < nodes.size(); ++i)
          for (unsigned j = 0; j < nodes.size(); ++j)
            for (const auto &[row, row_weight] : nodes[i].masters)
              for (const auto &[column, column_weight] : nodes[j].masters)
                if (row == column)
                  add_block(blocks.begin() + std::size_t(row) * block_size, row_weight * column_weight, i, j, space, coefficients, cell,
                            integrals, layers, band_);
      }
    if (coefficients.has_film())
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          const std::vector<NodeExpansion> nodes = expand_nodes(plan, hanging_index, cell);
          for_each_film_entry(space, coefficients, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
            if (l <= k)
              for (const auto &[row, row_weight] : nodes[i].masters)
                for (const auto &[column, column_weight] : nodes[j].masters)
                  if (row == column)
                    blocks.begin()[std::size_t(row) * block_size + k * stride + k - l] += row_weight * column_weight * value;
          });
        }
    blocks.compress(dealii::VectorOperation::add);

    constexpr unsigned lanes = Lanes<Number>::n;
    factors_.resize((std::size_t(n_columns_) + lanes - 1) / lanes * block_size);
    bool is_definite = true;
    for (unsigned column = 0; column < n_columns_; ++column)
      {
        double *block = blocks.begin() + std::size_t(column) * block_size;
        for (unsigned r = 0; r < column_size_; ++r)
          if (row_is_held_[std::size_t(column) * column_size_ + r])
            {
              block[r * stride] = 1;
              for (unsigned d = 1; d <= band_; ++d)
                {
                  block[r * stride + d] = 0;
                  if (r + d < column_size_)
                    block[(r + d) * stride + d] = 0;
                }
            }
        is_definite &= factor_block(block, column_size_, band_);
        LaneType<Number> *target = &factors_[std::size_t(column / lanes) * block_size];
        for (unsigned i = 0; i < block_size; ++i)
          target[i][column % lanes] = Number(block[i]);
      }
    int failed = !is_definite;
    MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, space.communicator());
    if (failed)
      throw std::runtime_error(
          "a column of the stiffness matrix is not positive definite: are all material constants finite and positive?");
  }

  template <typename Number>
  void ColumnBlocks<Number>::solve(Vector<Number> &dst, const Vector<Number> &src, Number scale, Number momentum) const
  {
    using Lane = LaneType<Number>;
    constexpr unsigned lanes = Lanes<Number>::n;
    const unsigned stride = band_ + 1;
    LaneVector<Lane> x(column_size_ + band_);
    const Number *from = src.begin();
    Number *to = dst.begin();
    for (unsigned first = 0, batch = 0; first < n_columns_; first += lanes, ++batch)
      {
        const unsigned filled = std::min(lanes, n_columns_ - first);
        const Lane *factor = &factors_[std::size_t(batch) * column_size_ * stride];
        // Rows before the first one read zeros.
        Lane *row_values = x.data() + band_;
        for (unsigned d = 0; d < band_; ++d)
          x[d] = Lane{};
        const Number *source = from + std::size_t(first) * column_size_;
        for (unsigned r = 0; r < column_size_; ++r)
          {
            Lane sum{};
            for (unsigned l = 0; l < filled; ++l)
              sum[l] = source[std::size_t(l) * column_size_ + r];
            const Lane *row = factor + r * stride;
            for (unsigned d = band_; d >= 1; --d)
              sum -= row[d] * row_values[int(r) - int(d)];
            row_values[r] = sum * row[0];
          }
        for (unsigned r = column_size_; r-- > 0;)
          {
            const Lane *row = factor + r * stride;
            const Lane value = row_values[r] * row[0];
            row_values[r] = value;
            for (unsigned d = 1; d <= std::min(band_, r); ++d)
              row_values[r - d] -= row[d] * value;
          }
        Number *target = to + std::size_t(first) * column_size_;
        const char *is_held = &row_is_held_[std::size_t(first) * column_size_];
        for (unsigned l = 0; l < filled; ++l)
          for (unsigned r = 0; r < column_size_; ++r)
            {
              const std::size_t i = std::size_t(l) * column_size_ + r;
              target[i] = is_held[i] ? Number(0) : momentum * target[i] + scale * row_values[r][l];
            }
      }
  }

  template class ColumnBlocks<double>;
  template class ColumnBlocks<float>;
} // namespace sagitta::layered
