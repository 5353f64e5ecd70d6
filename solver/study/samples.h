#pragma once

#include <solver/study/study.h>

#include <vector>

namespace sagitta::study
{
  /// One value for every parameter.
  using Point = std::vector<Choice>;

  /// The candidates of a study, in their order: the last parameter of a grid runs fastest. The same study gives the same points on every
  /// machine. Throws InputError for a grid that is too large and for correlations that no distribution has.
  std::vector<Point> make_points(const Study &study);
} // namespace sagitta::study
