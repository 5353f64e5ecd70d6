#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace sagitta::study
{
  /// A number with the interval that holds it in 95 % of samples like the one at hand, by the percentiles of a bootstrap over the samples.
  struct Sampled
  {
    double value, lower, upper;
  };

  /// The statistics of a sample of an output.
  struct Moments
  {
    std::size_t count = 0; ///< of values
    Sampled mean{}, deviation{};
    double p5 = 0, p50 = 0, p95 = 0; ///< percentiles of the values
  };

  /// Moments of at least two values.
  Moments find_moments(const std::vector<double> &values);

  /// The values of an output at the points of a design for indices: two independent samples A and B, and A with the parameters of each
  /// group from B. A row whose values are not all finite is left out.
  struct IndexDesign
  {
    std::vector<double> a, b;
    std::vector<std::vector<double>> mixed; ///< [group][row]
  };

  /// Indices of Sobol of a group of parameters: the share of the variance that it causes alone, and with all that it takes part in.
  struct SobolIndex
  {
    Sampled first, total;
  };

  /// Theory: docs/theory/studies.md, Eq. (5). Empty when fewer than four rows are complete or all values are equal.
  std::vector<SobolIndex> find_indices(const IndexDesign &design);
} // namespace sagitta::study
