#pragma once

#include <solver/layered/multigrid/sparse_factor.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/operator/lanes.h>
#include <solver/layered/space/layered_space.h>

#include <meshing/package/outline.h>

#include <deal.II/base/types.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace sagitta::layered
{
  /// The diagonal blocks of A that belong to the columns of a round part each, as sparse Cholesky factors: a slender bump between two
  /// plates bends as a beam, which single-column blocks do not represent. So do those of joined columns (joined_columns.h), which
  /// count as bumps here. Bumps with equal cells share one factor; they are solved side by
  /// side, one per lane. A bump that cells of several ranks touch is solved for by one of them, which the others send their part. Columns
  /// of parts with more unknowns than a factor may have belong to no bump. Theory: docs/theory/ring_plan.md.
  template <typename Number>
  class BumpBlocks
  {
  public:
    /// `bumps`: all of them, on every rank; `joined`: find_joined_columns(). Throws std::runtime_error if a block is not positive definite.
    /// *Collective.*
    BumpBlocks(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained,
               const std::vector<meshing::Disc> &bumps, const std::vector<dealii::types::global_dof_index> &joined);

    /// Does an owned column belong to a bump?
    bool holds(unsigned column) const { return is_member_[column]; }

    /// Number of factors on this rank.
    unsigned n_factors() const { return static_cast<unsigned>(classes_.size() + at_border_.size()); }

    /// Reads, solves and writes all columns of bumps; `access`: see block_access.h. *Collective.*
    template <typename Access>
    void for_each(const Access &access) const
    {
      const auto for_shared = [&](const auto &f) {
        for (const SharedColumn &shared : shared_columns_)
          for (std::size_t i = shared.column * std::size_t(column_size_), end = i + column_size_; i < end; ++i)
            f(i, shared.is_solved_here);
      };
      if (is_shared_)
        {
          for_shared([&](std::size_t i, bool) { exchange_.begin()[i] = access.read_one(i); });
          exchange_.update_ghost_values_start();
        }
      solve(classes_, access);
      if (!is_shared_)
        return;
      exchange_.update_ghost_values_finish();
      exchange_.set_ghost_state(false); // ghosts are written next
      // Solutions of this rank stay; those of other ranks are added to zero.
      for_shared([&](std::size_t i, bool is_solved_here) {
        if (!is_solved_here)
          exchange_.begin()[i] = 0;
      });
      solve(at_border_, InPlace{exchange_.begin()});
      exchange_.compress(dealii::VectorOperation::add);
      for_shared([&](std::size_t i, bool) { access.write_one(i, exchange_.begin()[i]); });
    }

  private:
    using Lane = LaneType<Number>;
    static constexpr unsigned lanes = Lanes<Number>::n;

    class Maker;

    /// Bumps with equal cells.
    struct Class
    {
      unsigned n_columns = 0; ///< of each bump
      std::size_t n_bumps = 0;
      std::vector<unsigned> columns;            ///< local plan DoFs, bump by bump
      std::vector<unsigned> node, start, below; ///< in order of elimination: the node, and the nodes below it in the factor
      std::vector<Number> entries;              ///< SparseFactor::column() one after the other
    };

    /// An owned column of a bump that cells of several ranks touch.
    struct SharedColumn
    {
      unsigned column;
      bool is_solved_here; ///< by this rank
    };

    /// The solution takes the place of the right-hand side.
    struct InPlace
    {
      Number *values;
      Number read_one(std::size_t i) const { return values[i]; }
      void write_one(std::size_t i, Number y) const { values[i] = y; }
    };

    template <typename Access>
    void solve(const std::vector<Class> &classes, const Access &access) const
    {
      LaneVector<Lane> x;
      for (const Class &factor : classes)
        for (std::size_t first = 0; first < factor.n_bumps; first += lanes)
          {
            const unsigned count = static_cast<unsigned>(std::min<std::size_t>(lanes, factor.n_bumps - first));
            x.resize(std::size_t(factor.n_columns) * column_size_);
            const auto offset = [&](unsigned column, unsigned lane) {
              return std::size_t(factor.columns[(first + lane) * factor.n_columns + column]) * column_size_;
            };
            for (unsigned column = 0; column < factor.n_columns; ++column)
              for (unsigned l = 0; l < lanes; ++l)
                {
                  const std::size_t from = offset(column, std::min(l, count - 1));
                  for (unsigned r = 0; r < column_size_; ++r)
                    x[column * column_size_ + r][l] = access.read_one(from + r);
                }
            size_ == 1 ? substitute<1>(factor, x.data()) : substitute<3>(factor, x.data());
            for (unsigned column = 0; column < factor.n_columns; ++column)
              for (unsigned l = 0; l < count; ++l)
                {
                  const std::size_t to = offset(column, l);
                  for (unsigned r = 0; r < column_size_; ++r)
                    access.write_one(to + r, x[column * column_size_ + r][l]);
                }
          }
    }

    void take(const SparseFactor &factor, Class &to) const;

    /// Solves L L' x = x for a register of bumps; `size`: of the factor's blocks.
    template <unsigned size>
    void substitute(const Class &factor, Lane *x) const
    {
      const std::size_t n_nodes = factor.node.size();
      const Number *entry = factor.entries.data();
      Lane y[size];
      for (std::size_t i = 0; i < n_nodes; ++i)
        {
          Lane *own = x + factor.node[i] * size;
          for (unsigned r = 0; r < size; ++r)
            {
              y[r] = entry[r * size] * own[0];
              for (unsigned c = 1; c <= r; ++c)
                y[r] += entry[r * size + c] * own[c];
            }
          for (unsigned r = 0; r < size; ++r)
            own[r] = y[r];
          entry += size * size;
          for (unsigned b = factor.start[i]; b < factor.start[i + 1]; ++b, entry += size * size)
            {
              Lane *other = x + factor.below[b] * size;
              for (unsigned r = 0; r < size; ++r)
                for (unsigned c = 0; c < size; ++c)
                  other[r] -= entry[r * size + c] * y[c];
            }
        }
      for (std::size_t i = n_nodes; i-- > 0;)
        {
          Lane *own = x + factor.node[i] * size;
          for (unsigned r = 0; r < size; ++r)
            y[r] = own[r];
          for (unsigned b = factor.start[i + 1]; b-- > factor.start[i];)
            {
              entry -= size * size;
              const Lane *other = x + factor.below[b] * size;
              for (unsigned c = 0; c < size; ++c)
                for (unsigned r = 0; r < size; ++r)
                  y[c] -= entry[r * size + c] * other[r];
            }
          entry -= size * size;
          for (unsigned c = 0; c < size; ++c)
            {
              own[c] = entry[c * size + c] * y[c];
              for (unsigned r = c + 1; r < size; ++r)
                own[c] += entry[r * size + c] * y[r];
            }
        }
    }

    unsigned column_size_, size_; ///< size_: components of a z-node
    std::vector<char> is_member_; ///< per owned column
    std::vector<Class> classes_;
    std::vector<Class> at_border_; ///< bumps that cells of other ranks touch too, one each; columns as exchange_ counts them
    std::vector<SharedColumn> shared_columns_;
    bool is_shared_ = false;          ///< has any rank such bumps?
    mutable Vector<Number> exchange_; ///< its ghosts are the columns that this rank solves for and does not own
  };
} // namespace sagitta::layered
