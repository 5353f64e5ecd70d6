#pragma once

#include <solver/study/study.h>

#include <vector>

namespace sagitta::study
{
  /// One value for every parameter.
  using Point = std::vector<Choice>;

  /// Parameters that are correlated, directly or through others, by their numbers; one that is not is alone.
  std::vector<std::vector<std::size_t>> correlated_groups(const Study &study);

  /// The candidates of a study, in their order: the last parameter of a grid runs fastest. The same study gives the same points on every
  /// machine. Those of sobol_indices are the samples A and B, then for each correlated group A with the group from B. Throws InputError for
  /// a grid that is too large and for correlations that no distribution has.
  std::vector<Point> make_points(const Study &study);
} // namespace sagitta::study
