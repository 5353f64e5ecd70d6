#pragma once

#include <solver/layered/multigrid/plate_functions.h>
#include <solver/layered/multigrid/plate_patterns.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <solver/linear/direct_solver.h>

#include <vector>

namespace sagitta::layered
{
  /// B' A B over all plan DoFs, n_functions unknowns per column, B the patterns' combinations of `functions`; rows of functions that are
  /// not used are those of the identity. *Collective.*
  linear::SparseMatrix assemble_plate(const LayeredSpace &space, const std::vector<ColumnFunction> &functions,
                                      const ColumnPatterns &patterns, const Coefficients &coefficients);
} // namespace sagitta::layered
