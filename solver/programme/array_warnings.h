#pragma once

#include <solver/case/case.h>
#include <solver/results/warnings.h>

#include <vector>

namespace sagitta::programme
{
  /// Arrays of bumps with fewer columns or rows than this deviate from resolved ones by more than large arrays do.
  constexpr unsigned columns_of_large_array = 10;

  /// By how much the warpage of a package with a homogenised array of n columns or rows deviates at most from that with resolved bumps [-]:
  ///   2.4 n^(-5/3),
  /// the envelope of measured packages of 4 x 4 to 10 x 10 bumps. n >= 1. Source: docs/theory/bump_layers.md, "The edge of an array".
  double largest_deviation(unsigned n);

  /// Homogenised arrays of fewer than ten columns or rows: the solve of one bump does not include the edge of the array. Nothing of arrays
  /// with resolved bumps and of submodels, whose cuts are no edges of an array.
  std::vector<results::Warning> warn_of_small_arrays(const Case &problem);
} // namespace sagitta::programme
