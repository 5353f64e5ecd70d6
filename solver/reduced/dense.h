#pragma once

#include <cstddef>
#include <vector>

namespace sagitta::reduced
{
  using Dense = std::vector<double>; ///< row by row

  /// Sum of coefficients times terms of equal size.
  Dense combine(const std::vector<Dense> &terms, const std::vector<double> &coefficients);

  /// The lower factor of Cholesky of a symmetric matrix of n rows. Throws std::invalid_argument when it is not positive definite.
  Dense factorise(Dense matrix, std::size_t n);

  /// Solves with a factor of factorise().
  std::vector<double> solve(const Dense &factor, std::vector<double> right_side);

  double product(const std::vector<double> &a, const std::vector<double> &b);
  double product(const double *a, const double *b, std::size_t n);
} // namespace sagitta::reduced
