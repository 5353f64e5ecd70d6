#pragma once

#include <materials/fit/minimise.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// The range of an unknown. The optimiser works on a transformed value without bounds, so that neither a step nor a confidence range
  /// leaves the range.
  enum class UnknownRange
  {
    any,       ///< in units of `size`
    positive,  ///< by its logarithm
    below_one, ///< between 0 and 1, by ln(v / (1 - v))
  };

  /// A prior of a constant, so wide that it only prevents a constant that the data do not determine from diverging.
  struct Prior
  {
    double centre;    ///< a usual value
    double deviation; ///< standard deviation of the transformed value: ln(2) is a factor of two for a positive one
  };

  /// A constant that is fitted or fixed.
  struct Unknown
  {
    std::string name;
    double start;
    UnknownRange range;
    double size = 1;       ///< of a range `any`: a change that matters
    bool is_fixed = false; ///< the start is its value
    double widest = 0;     ///< half width of the range of the transformed value beyond which it is undetermined; 0: as Knowledge says
    std::optional<Prior> prior = {};
  };

  /// How well a constant is known.
  enum class Knowledge
  {
    fixed,       ///< prescribed, not fitted
    determined,  ///< with a confidence range
    undetermined ///< not determined by the data: its range is wider than a factor of ten to both sides (10 sizes; 0.05 to 0.95), or hardly
                 ///< narrower than its prior
  };

  /// A constant with its range of 95 % confidence.
  struct FittedConstant
  {
    std::string name;
    double value;
    double lower, upper;
    Knowledge knowledge;
  };

  /// Two constants of which the data determine a combination better than each.
  struct CorrelatedPair
  {
    std::string first, second;
    double correlation;
  };

  /// A model and its unknowns.
  struct FitProblem
  {
    std::vector<Unknown> unknowns;
    std::size_t number_of_residuals;

    /// Writes model minus data, each over its standard deviation or, if that is not known, over a value proportional to it.
    /// Throws std::invalid_argument for values without meaning.
    std::function<void(const std::vector<double> &values, std::vector<double> &residuals)> residuals;

    /// Standard deviation of the residuals: 1 if the data have a stated uncertainty; absent: it is estimated from the residuals.
    std::optional<double> deviation = {};

    /// Lengths of the runs of residuals that were measured one after the other. The correlation of neighbouring errors widens the ranges.
    std::vector<std::size_t> runs = {};

    double difference = 1e-5; ///< of the transformed unknowns, for the derivatives
    unsigned most_iterations = 300;
    double prior_deviation = 1; ///< about the standard deviation of the residuals, relative to which priors have their weight
  };

  /// The outcome of a fit.
  struct Fit
  {
    std::vector<FittedConstant> constants; ///< as in the problem
    std::vector<double> residuals;
    double deviation;   ///< of the residuals
    double correlation; ///< of neighbouring residuals, between -1 and 1; 0 when they were measured in no order
    double freedom;     ///< number of residuals minus unknowns
    bool is_converged;
    unsigned iterations;
    std::vector<CorrelatedPair> correlated; ///< |correlation| of 0.98 and more

    // For quantities derived from the constants.
    std::vector<Unknown> unknowns;
    Matrix covariance; ///< of the transformed unknowns that were fitted
    double quantile;   ///< of Student's distribution, for 95 %

    double value(const std::string &name) const;
    const FittedConstant &constant(const std::string &name) const;
    std::vector<double> values() const;

    /// A function of the constants with its range, by linear propagation; `range` and `size` as for an unknown.
    FittedConstant derived(const Unknown &quantity, const std::function<double(const std::vector<double> &)> &function) const;
  };

  /// Fits by least squares. Throws std::invalid_argument with a message when there are not more residuals than unknowns.
  Fit fit(const FitProblem &problem);

  /// The best of fits from several starts: rows of values, one per unknown. Starts at which the model cannot be evaluated are skipped;
  /// throws what the last one threw if there is no other.
  Fit fit_from(const FitProblem &problem, const std::vector<std::vector<double>> &starts);

  /// Constants with their ranges from `unknowns`, whose start is their value, and the covariance of the transformed ones that are not
  /// fixed. Residuals and the rest of the outcome are left empty.
  Fit describe(const std::vector<Unknown> &unknowns, const Matrix &covariance, double freedom);

  /// The transformed value that the optimiser works on, and back.
  double transformed(const Unknown &unknown, double value);
  double original(const Unknown &unknown, double theta);

  /// Factor by which the variance of a mean grows when errors of neighbours have this correlation: (1 + r) / (1 - r), not below 1.
  /// Correlations within 3 / sqrt(n), which chance explains, count as zero.
  double variance_growth(double correlation, std::size_t number);

  /// Correlation of neighbouring residuals within runs.
  double neighbour_correlation(const std::vector<double> &residuals, const std::vector<std::size_t> &runs);

  /// The value that a ratio of variances exceeds by chance with a probability, by Fisher's distribution.
  double fisher_quantile(double probability, double numerator_freedom, double denominator_freedom);

  /// Half width of a range of 95 % in standard errors, by Student's distribution.
  double student_quantile(double freedom);
} // namespace sagitta::materials
