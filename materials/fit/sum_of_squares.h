#pragma once

#include <materials/fit/least_squares.h>

#include <vector>

namespace sagitta::materials
{
  /// The sum of the squared residuals of a problem at some values; 1e300 where the model has none there. It ranks the starts of a fit.
  double sum_of_squares(const FitProblem &problem, const std::vector<double> &values);
} // namespace sagitta::materials
