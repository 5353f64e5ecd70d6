#pragma once

#include <solver/layered/space/layered_space.h>

#include <vector>

namespace sagitta::layered
{
  /// A basis among a set of vectors, and the combinations of it that approximate the others.
  struct LoadBasis
  {
    std::vector<unsigned> chosen;                 ///< indices of the vectors, in the order of their choice
    std::vector<unsigned> others;                 ///< the rest, vectors of zeros included
    std::vector<std::vector<double>> combination; ///< of each of `others`: factors of the chosen ones
  };

  /// Chooses vectors until the part of every other vector outside the span of the chosen ones is at most `share` of its length, by a
  /// Cholesky factorisation with pivoting of the matrix of scalar products. `share` must be well above 1e-8, the root of the rounding unit.
  /// *Collective.*
  LoadBasis find_load_basis(const std::vector<const Vector<double> *> &vectors, double share);
} // namespace sagitta::layered
