#pragma once

#include <materials/fit/least_squares.h>

#include <vector>

namespace sagitta::materials
{
  /// Of the residuals of a problem at some values; 1e300 where the model has none there. Starts of a fit are ranked by it.
  double sum_of_squares(const FitProblem &problem, const std::vector<double> &values);
} // namespace sagitta::materials
