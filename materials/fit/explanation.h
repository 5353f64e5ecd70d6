#pragma once

#include <materials/fit/least_squares.h>

#include <vector>

namespace sagitta::materials
{
  /// What a fitted model explains of its data.
  struct Explanation
  {
    double left_over;   ///< sum of squares of the residuals
    double scatter;     ///< sum of squares of the data about their mean
    double points;      ///< number of them
    double constants;   ///< fitted beyond those of the mean
    double correlation; ///< of neighbouring residuals
    double size = 0;    ///< sum of squares of the data from their natural zero; 0: they have no such zero

    /// R^2: 1 for a model through every point, 0 or less for one that is no better than the mean.
    double share() const;

    /// Whether the residuals are as large as the signal: the model explains less than half of the scatter, and no more than chance does
    /// once in 10,000 times (Fisher's test). Data that vary by less than a tenth of their size may be constant, like the stress of perfect
    /// plasticity: then their scatter is not a signal.
    bool is_insignificant() const;
  };

  /// Residuals and data point by point. Source: docs/theory/fitting.md, "Least squares".
  Explanation explanation(const Fit &fit, const std::vector<double> &data);

  /// Throws std::runtime_error with a message where the model explains almost nothing.
  void check(const Explanation &explanation);

  /// Throws std::runtime_error with a message where some constants were fitted and the data determine none of them.
  void check_knowledge(const std::vector<FittedConstant> &constants);

  /// Number of constants that were fitted.
  double number_fitted(const std::vector<Unknown> &unknowns);
} // namespace sagitta::materials
