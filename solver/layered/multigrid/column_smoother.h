#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/operator/lanes.h>
#include <solver/layered/space/layered_space.h>

#include <memory>
#include <vector>

namespace sagitta::layered
{
  template <typename Number>
  class BumpBlocks;

  /// Factors of one step of a Chebyshev iteration.
  template <typename Number>
  struct ChebyshevFactors
  {
    Number scale;    ///< of the preconditioned residual
    Number momentum; ///< of the previous update
  };

  /// Column-block Jacobi: the diagonal block of A that belongs to one column, for every column, as a banded Cholesky factor. Thin
  /// layers couple the unknowns of one column far more strongly than those of neighbours, and the blocks solve that coupling exactly.
  /// Columns with equal surroundings (cells, stacks, constrained unknowns) share one factor.
  /// Theory: docs/theory/column_multigrid.md; Ovtchinnikov and Xanthis, PNAS 97 (2000) 967.
  template <typename Number>
  class ColumnBlocks
  {
  public:
    /// Forms and factors the blocks; the columns within each of `bumps` form one block together, see BumpBlocks. Throws
    /// std::runtime_error if a block is not positive definite. *Collective.*
    ColumnBlocks(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained,
                 const std::vector<meshing::Disc> &bumps = {});

    /// dst = scale * (inverse of the blocks) src + momentum * dst, column by column, on owned columns. Constrained unknowns of src must be
    /// zero; those of dst stay as they are.
    void solve(Vector<Number> &dst, const Vector<Number> &src, Number scale, Number momentum) const;

    /// One step of a Chebyshev iteration for A x = b in one pass, `product` = A x:
    ///   update = scale * (inverse of the blocks) (b - product) + momentum * update,   x += update.
    void step(Vector<Number> &x, Vector<Number> &update, const Vector<Number> &b, const Vector<Number> &product,
              const ChebyshevFactors<Number> &factors) const;

    /// The first step of such an iteration from x = 0: update = x = scale * (inverse of the blocks) b.
    void start(Vector<Number> &x, Vector<Number> &update, const Vector<Number> &b, Number scale) const;

    unsigned n_columns() const { return n_columns_; }
    unsigned n_factors() const { return n_factors_; }

  private:
    using Lane = LaneType<Number>;

    /// Columns that are solved together, one per lane of up to four registers.
    struct Group
    {
      unsigned first_column; ///< into columns_
      unsigned n_columns;
      std::size_t factor;  ///< into factors_ (shared) or lane_factors_
      unsigned char width; ///< registers: 1, 2 or 4
      bool is_shared;      ///< one factor for all columns
    };

    /// Makes the groups of factored columns.
    class Grouping;

    /// Reads, solves and writes all columns; `access` defines what is read and how the solution is written.
    template <typename Access>
    void for_each_group(const Access &access) const;

    std::shared_ptr<const BumpBlocks<Number>> bumps_; ///< none without bumps
    unsigned n_columns_;
    unsigned column_size_;
    unsigned band_; ///< entries left of the diagonal
    unsigned n_factors_ = 0;
    std::vector<Group> groups_;
    std::vector<unsigned> columns_; ///< local plan DoFs, group by group
    std::vector<Number> factors_;   ///< shared: [row][1 + band]: 1/diagonal, then entries leftwards
    LaneVector<Lane> lane_factors_; ///< one column per lane, the same layout
  };
} // namespace sagitta::layered
