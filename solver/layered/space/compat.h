#pragma once

// The only file that asks for the version of deal.II (docs/decisions/dependencies.md).

#include <deal.II/base/config.h>
#include <deal.II/base/index_set.h>
#include <deal.II/lac/affine_constraints.h>

namespace sagitta::layered
{
  /// Constraints with the lines of `relevant`; from 9.6 on deal.II needs the owned set too.
  inline dealii::AffineConstraints<double> make_constraints(const dealii::IndexSet &owned, const dealii::IndexSet &relevant)
  {
#if DEAL_II_VERSION_GTE(9, 6, 0)
    return dealii::AffineConstraints<double>(owned, relevant);
#else
    (void)owned;
    return dealii::AffineConstraints<double>(relevant);
#endif
  }
} // namespace sagitta::layered
