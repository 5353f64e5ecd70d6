#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

namespace sagitta::reduced
{
  /// Adds B' D^(1/2) g to a load, summed cell by cell (not condensed): a stress C^(1/2) g / sqrt(weight) at the quadrature points, g six
  /// independent numbers of the normal distribution; a flux likewise for 1 component, with films at their nodes. Its covariance is the
  /// matrix X of the coefficients:
  ///   E[(B' D^(1/2) g)(B' D^(1/2) g)'] = B' D B = X.
  /// The numbers follow from `seed`, the number of the cell in the order of the forest, the element and the point: they are the same on any
  /// number of ranks. *Collective.*
  /// Theory: docs/theory/reduced_models.md, Eq. (5).
  void add_random_load(const layered::LayeredSpace &space, const layered::Coefficients &coefficients, unsigned long long seed,
                       layered::Vector<double> &load);
} // namespace sagitta::reduced
