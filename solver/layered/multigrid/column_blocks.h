#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <vector>

namespace sagitta::layered
{
  /// The diagonal blocks of A that belong to one column each, factored, every distinct one once.
  struct FactoredColumns
  {
    unsigned band;                            ///< entries left of the diagonal
    std::vector<unsigned> class_of;           ///< per owned plan DoF
    std::vector<std::vector<double>> factors; ///< per class: rows of 1 + band entries: 1/diagonal, then entries leftwards
  };

  /// Blocks are formed from cells, column by column, and equal ones recognised before they are formed: by a 128-bit fingerprint of
  /// the cells around the column (size, coefficients to single precision), its node in them and its held unknowns. Columns at the border
  /// between ranks are classes of their own. Held unknowns become rows of the identity.
  /// Throws std::runtime_error if a block is not positive definite. *Collective.*
  FactoredColumns factor_columns(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &held);
} // namespace sagitta::layered
