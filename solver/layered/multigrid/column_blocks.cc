#include <solver/layered/multigrid/column_blocks.h>

#include <solver/layered/multigrid/cell_fingerprint.h>
#include <solver/layered/operator/element_matrix.h>

#include <deal.II/base/mpi.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <unordered_map>

namespace sagitta::layered
{
  namespace
  {
    /// What a cell adds to a column's block: weight * K(i, j).
    struct Share
    {
      unsigned cell;
      unsigned short i, j;
      double weight;
    };

    /// Adds up the blocks of columns.
    class BlockBuilder
    {
    public:
      BlockBuilder(const LayeredSpace &space, const Coefficients &coefficients)
          : space_(space), coefficients_(coefficients), layers_(make_layer_integrals(space)),
            stride_(space.n_components() * (space.degree_z() + 1)), curved_(space)
      {
      }

      unsigned stride() const { return stride_; }
      std::size_t size() const { return std::size_t(space_.column_size()) * stride_; }

      /// block += weight * K(i, j) of the cell: rows of 1 + band entries, diagonal first.
      void add(double *block, const Share &share)
      {
        if (share.cell != cell_)
          enter(share.cell);
        const unsigned q = space_.degree_z(), components = space_.n_components();
        const std::vector<Coupling> &terms = couplings(components);
        factors_.clear();
        for (const Coupling &term : terms)
          factors_.push_back(share.weight * integrals_(term.row_axis, term.column_axis, share.i, share.j));
        for (unsigned e = 0; e < space_.n_elements(); ++e)
          {
            const double *coefficient = coefficients_.at(share.cell, e);
            const bool is_curved = space_.is_curved(share.cell, e);
            if (is_curved)
              curved_.compute(e, share.i, share.j);
            for (unsigned t = 0; t < terms.size(); ++t)
              {
                const double factor = (is_curved ? share.weight : factors_[t]) * coefficient[terms[t].coefficient];
                if (factor == 0)
                  continue;
                const auto product = [&](unsigned k, unsigned l) {
                  return is_curved ? curved_(terms[t].row_axis, terms[t].column_axis, k, l)
                                   : layers_[e](terms[t].row_axis, terms[t].column_axis, k, l);
                };
                for (unsigned k = 0; k <= q; ++k)
                  {
                    const unsigned row = (e * q + k) * components + terms[t].row;
                    for (unsigned l = 0; l <= q; ++l)
                      {
                        const unsigned column = (e * q + l) * components + terms[t].column;
                        if (column <= row)
                          block[row * stride_ + row - column] += factor * product(k, l);
                      }
                  }
              }
          }
        if (coefficients_.has_film())
          for (const auto &[k, value] : films_[share.i * space_.plan().dofs_per_cell() + share.j])
            block[k * stride_] += share.weight * value;
      }

    private:
      void enter(unsigned cell)
      {
        cell_ = cell;
        integrals_.compute(space_.plan(), cell);
        curved_.enter(cell);
        if (!coefficients_.has_film())
          return;
        const unsigned n = space_.plan().dofs_per_cell();
        films_.assign(std::size_t(n) * n, {});
        for_each_film_entry(space_, coefficients_, cell, [&](unsigned i, unsigned k, unsigned j, unsigned, double value) {
          films_[i * n + j].emplace_back(k, value); // lumped: on the diagonal
        });
      }

      const LayeredSpace &space_;
      const Coefficients &coefficients_;
      std::vector<LayerIntegrals> layers_;
      unsigned stride_;
      unsigned cell_ = static_cast<unsigned>(-1);
      PlanIntegrals integrals_;
      CurvedIntegrals curved_;
      std::vector<std::vector<std::pair<unsigned, double>>> films_; ///< of the cell, [i][j]: z-node and entry
      std::vector<double> factors_;
    };

    /// Shares of every local column, column by column.
    struct Shares
    {
      std::vector<unsigned> start;
      std::vector<Share> entries;
    };

    Shares find_shares(const PlanSpace &plan)
    {
      std::vector<std::pair<unsigned, Share>> all;
      all.reserve(std::size_t(plan.n_cells()) * plan.dofs_per_cell());
      const std::vector<int> hanging_index = index_hanging(plan);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          if (!plan.has_hanging(cell))
            {
              for (unsigned short i = 0; i < plan.dofs_per_cell(); ++i)
                all.push_back({plan.cell_dofs(cell)[i], {cell, i, i, 1.}});
              continue;
            }
          const std::vector<NodeExpansion> nodes = expand_nodes(plan, hanging_index, cell);
          for (unsigned short i = 0; i < nodes.size(); ++i)
            for (unsigned short j = 0; j < nodes.size(); ++j)
              for (const auto &[row, row_weight] : nodes[i].masters)
                for (const auto &[column, column_weight] : nodes[j].masters)
                  if (row == column)
                    all.push_back({row, {cell, i, j, row_weight * column_weight}});
        }
      Shares result;
      result.start.assign(plan.n_local() + 1, 0);
      for (const auto &entry : all)
        ++result.start[entry.first + 1];
      for (unsigned dof = 0; dof < plan.n_local(); ++dof)
        result.start[dof + 1] += result.start[dof];
      result.entries.resize(all.size());
      std::vector<unsigned> next(result.start.begin(), result.start.end() - 1);
      for (const auto &entry : all)
        result.entries[next[entry.first]++] = entry.second;
      return result;
    }

    /// The sums of the shares that cells of other ranks have in columns of this rank, by column. *Collective.*
    std::map<unsigned, std::vector<double>> exchange_border(const PlanSpace &plan, const Shares &shares, BlockBuilder &builder)
    {
      using Parcel = std::pair<std::vector<dealii::types::global_dof_index>, std::vector<double>>;
      std::map<unsigned, Parcel> parcels;
      unsigned dof = plan.n_owned();
      std::vector<double> block(builder.size());
      for (const auto &[rank, count] : plan.partitioner()->ghost_targets())
        for (unsigned k = 0; k < count; ++k, ++dof)
          {
            if (shares.start[dof] == shares.start[dof + 1])
              continue;
            std::fill(block.begin(), block.end(), 0.);
            for (unsigned s = shares.start[dof]; s < shares.start[dof + 1]; ++s)
              builder.add(block.data(), shares.entries[s]);
            parcels[rank].first.push_back(plan.partitioner()->local_to_global(dof));
            parcels[rank].second.insert(parcels[rank].second.end(), block.begin(), block.end());
          }
      std::map<unsigned, std::vector<double>> result;
      for (const auto &[rank, parcel] : dealii::Utilities::MPI::some_to_some(plan.communicator(), parcels))
        for (std::size_t k = 0; k < parcel.first.size(); ++k)
          {
            std::vector<double> &sum = result[plan.partitioner()->global_to_local(parcel.first[k])];
            sum.resize(builder.size(), 0.);
            for (std::size_t i = 0; i < sum.size(); ++i)
              sum[i] += parcel.second[k * sum.size() + i];
          }
      return result;
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

    /// Fingerprints of columns, equal where the blocks are equal. They are made of the cells around a column, not of its block.
    class ColumnFingerprints
    {
    public:
      ColumnFingerprints(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained,
                         const Shares &shares)
          : constrained_(constrained), shares_(shares), column_size_(space.column_size())
      {
        for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
          cells_.push_back(describe_cell(space, coefficients, cell));
      }

      Fingerprint operator()(unsigned dof)
      {
        // Sorted: the order of the cells must not matter.
        parts_.clear();
        for (unsigned s = shares_.start[dof]; s < shares_.start[dof + 1]; ++s)
          {
            const Share &share = shares_.entries[s];
            parts_.push_back(cells_[share.cell]);
            parts_.back().add(std::uint64_t(share.i * 1000 + share.j));
            parts_.back().add(share.weight);
          }
        std::sort(parts_.begin(), parts_.end());
        Fingerprint whole;
        for (const Fingerprint &part : parts_)
          {
            whole.add(part.a);
            whole.add(part.b);
          }
        for (unsigned r = 0; r < column_size_; ++r)
          if (constrained_.is_constrained[std::size_t(dof) * column_size_ + r])
            whole.add(std::uint64_t(r));
        return whole;
      }

    private:
      const ConstrainedUnknowns &constrained_;
      const Shares &shares_;
      unsigned column_size_;
      std::vector<Fingerprint> cells_, parts_;
    };

    /// Makes the constrained rows and columns of a block those of the identity. `is_constrained`: of the column's unknowns.
    void constrain(std::vector<double> &block, const char *is_constrained, unsigned size, unsigned stride)
    {
      for (unsigned r = 0; r < size; ++r)
        if (is_constrained[r])
          {
            block[r * stride] = 1;
            for (unsigned d = 1; d < stride; ++d)
              {
                block[r * stride + d] = 0;
                if (r + d < size)
                  block[(r + d) * stride + d] = 0;
              }
          }
    }
  } // namespace

  FactoredColumns factor_columns(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained)
  {
    const PlanSpace &plan = space.plan();
    const unsigned size = space.column_size();
    BlockBuilder builder(space, coefficients);
    const unsigned stride = builder.stride();
    const Shares shares = find_shares(plan);
    const std::map<unsigned, std::vector<double>> border = exchange_border(plan, shares, builder);
    ColumnFingerprints fingerprint(space, coefficients, constrained, shares);

    FactoredColumns result;
    result.band = stride - 1;
    result.class_of.resize(plan.n_owned());
    std::unordered_map<Fingerprint, unsigned, FingerprintHash> known;
    bool is_definite = true;
    for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
      {
        const auto other = border.find(dof);
        const bool is_at_border = other != border.end();
        result.class_of[dof] = static_cast<unsigned>(result.factors.size());
        if (!is_at_border)
          {
            const auto [entry, is_new] = known.try_emplace(fingerprint(dof), result.class_of[dof]);
            result.class_of[dof] = entry->second;
            if (!is_new)
              continue;
          }
        std::vector<double> block = is_at_border ? other->second : std::vector<double>(builder.size(), 0.);
        for (unsigned s = shares.start[dof]; s < shares.start[dof + 1]; ++s)
          builder.add(block.data(), shares.entries[s]);
        constrain(block, &constrained.is_constrained[std::size_t(dof) * size], size, stride);
        is_definite &= factor_block(block.data(), size, result.band);
        result.factors.push_back(std::move(block));
      }
    int failed = !is_definite;
    MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, space.communicator());
    if (failed)
      throw std::runtime_error(
          "a column of the stiffness matrix is not positive definite; check that all material constants are finite and positive");
    return result;
  }
} // namespace sagitta::layered
