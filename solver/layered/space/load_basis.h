#pragma once

#include <solver/layered/space/layered_space.h>

#include <vector>

namespace sagitta::layered
{
  /// Some of a set of vectors, and how the others are nearly combined from them.
  struct LoadBasis
  {
    std::vector<unsigned> chosen;                 ///< indices of the vectors, in the order of their choice
    std::vector<unsigned> others;                 ///< the rest, vectors of zeros included
    std::vector<std::vector<double>> combination; ///< of each of `others`: factors of the chosen ones
  };

  /// Chooses vectors until what the others have outside the span of the chosen ones is at most `share` of their own length, by Cholesky
  /// factorisation with pivoting of the matrix of scalar products. `share` is to be well above the root of the rounding unit, 1e-8.
  /// *Collective.*
  LoadBasis find_load_basis(const std::vector<const Vector<double> *> &vectors, double share);
} // namespace sagitta::layered
