#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <vector>

namespace sagitta::layered
{
  /// The diagonal blocks of A that belong to one column each, factored: each distinct one once.
  struct FactoredColumns
  {
    unsigned band;                            ///< entries left of the diagonal
    std::vector<unsigned> class_of;           ///< per owned plan DoF
    std::vector<std::vector<double>> factors; ///< per class: rows of 1 + band entries: 1/diagonal, then entries leftwards
  };

  /// Forms the blocks from the cells, column by column, each distinct one once. Equal blocks are recognised before they are formed by a
  /// 128-bit fingerprint of the cells around the column (size, coefficients to single precision), its node in them and its constrained
  /// unknowns. Columns at the border between ranks are not compared. Constrained unknowns become rows of the identity.
  /// Throws std::runtime_error if a block is not positive definite. *Collective.*
  FactoredColumns factor_columns(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained);
} // namespace sagitta::layered
