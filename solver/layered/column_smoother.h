#pragma once

#include <solver/layered/coefficients.h>
#include <solver/layered/lanes.h>
#include <solver/layered/layered_space.h>

namespace sagitta::layered
{
  /// Column-block Jacobi: the diagonal block of A that belongs to one column, for every column, as a banded Cholesky factor. Thin
  /// layers couple a column's unknowns far more strongly than its neighbours', whatever the aspect ratio: this takes that coupling out.
  /// Theory: docs/theory/column_multigrid.md; Ovtchinnikov and Xanthis, PNAS 97 (2000) 967.
  template <typename Number>
  class ColumnBlocks
  {
  public:
    /// Forms and factors the blocks. Throws std::runtime_error if a block is not positive definite. *Collective.*
    ColumnBlocks(const LayeredSpace &space, const Coefficients &coefficients, const HeldUnknowns &held);

    /// dst = scale * (inverse of the blocks) src + momentum * dst, column by column, on owned columns. Held unknowns stay zero.
    void solve(Vector<Number> &dst, const Vector<Number> &src, Number scale, Number momentum) const;

  private:
    unsigned n_columns_;
    unsigned column_size_;
    unsigned band_;                        ///< entries left of the diagonal
    LaneVector<LaneType<Number>> factors_; ///< [batch][row][1 + band]: 1/diagonal, then entries leftwards
    std::vector<char> row_is_held_;        ///< per owned unknown
  };
} // namespace sagitta::layered
