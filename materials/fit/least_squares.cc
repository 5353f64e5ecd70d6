#include <materials/fit/least_squares.h>

#include <gsl/gsl_cdf.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    /// Half width of a transformed range above which a constant is undetermined: see Knowledge.
    double widest(const Unknown &unknown)
    {
      if (unknown.prior)
        return 0.7 * 1.96 * unknown.prior->deviation;
      if (unknown.widest > 0)
        return unknown.widest;
      switch (unknown.range)
        {
        case UnknownRange::any:
          return 10;
        case UnknownRange::positive:
          return std::log(10.);
        case UnknownRange::below_one:
          return std::log(0.95 / 0.05);
        }
      throw std::logic_error("a range without a transformation");
    }

    FittedConstant with_range(const Unknown &unknown, double theta, double half_width, bool is_seen)
    {
      const bool is_known = is_seen && half_width <= widest(unknown);
      return {unknown.name, original(unknown, theta), original(unknown, theta - half_width), original(unknown, theta + half_width),
              is_known ? Knowledge::determined : Knowledge::undetermined};
    }

    std::vector<std::size_t> free_unknowns(const std::vector<Unknown> &unknowns)
    {
      std::vector<std::size_t> result;
      for (std::size_t i = 0; i < unknowns.size(); ++i)
        if (!unknowns[i].is_fixed)
          result.push_back(i);
      return result;
    }

    /// Values of all unknowns from the transformed ones that are fitted.
    std::vector<double> values_at(const std::vector<Unknown> &unknowns, const std::vector<std::size_t> &free,
                                  const std::vector<double> &theta)
    {
      std::vector<double> values(unknowns.size());
      for (std::size_t i = 0; i < unknowns.size(); ++i)
        values[i] = unknowns[i].start;
      for (std::size_t k = 0; k < free.size(); ++k)
        values[free[k]] = original(unknowns[free[k]], theta[k]);
      return values;
    }

    void find_correlated(Fit &fit, const std::vector<std::size_t> &free)
    {
      for (std::size_t j = 0; j < free.size(); ++j)
        for (std::size_t i = 0; i < j; ++i)
          {
            const double scale = std::sqrt(fit.covariance(i, i) * fit.covariance(j, j));
            const double correlation = scale > 0 ? fit.covariance(i, j) / scale : 0;
            if (std::abs(correlation) >= 0.98)
              fit.correlated.push_back({fit.unknowns[free[i]].name, fit.unknowns[free[j]].name, correlation});
          }
    }

    /// Standard deviation of the residuals, estimated or prescribed.
    double deviation_of(const FitProblem &problem, const Minimum &minimum, double freedom)
    {
      const double estimated = std::sqrt(minimum.sum_of_squares() / freedom);
      // If data differ from the model by more than their stated uncertainty, the uncertainty is larger than stated.
      return problem.deviation ? std::max(*problem.deviation, estimated) : estimated;
    }
  } // namespace

  double transformed(const Unknown &unknown, double value)
  {
    switch (unknown.range)
      {
      case UnknownRange::any:
        return value / unknown.size;
      case UnknownRange::positive:
        if (!(value > 0))
          throw std::invalid_argument("the fit of " + unknown.name + " starts from " + std::to_string(value) + "; it must be positive");
        return std::log(value);
      case UnknownRange::below_one:
        if (!(value >= 0 && value <= 1))
          throw std::invalid_argument("the fit of " + unknown.name + " starts from " + std::to_string(value) +
                                      "; it must lie between 0 and 1");
        {
          const double inside = std::clamp(value, 1e-9, 1 - 1e-9); // the optimiser may end at the end of the range
          return std::log(inside / (1 - inside));
        }
      }
    throw std::logic_error("a range without a transformation");
  }

  double original(const Unknown &unknown, double theta)
  {
    switch (unknown.range)
      {
      case UnknownRange::any:
        return theta * unknown.size;
      case UnknownRange::positive:
        return std::exp(theta);
      case UnknownRange::below_one:
        return 1 / (1 + std::exp(-theta));
      }
    throw std::logic_error("a range without a transformation");
  }

  double Fit::value(const std::string &name) const
  {
    return constant(name).value;
  }

  const FittedConstant &Fit::constant(const std::string &name) const
  {
    for (const FittedConstant &one : constants)
      if (one.name == name)
        return one;
    throw std::logic_error("a fit without a constant " + name);
  }

  std::vector<double> Fit::values() const
  {
    std::vector<double> result;
    for (const FittedConstant &one : constants)
      result.push_back(one.value);
    return result;
  }

  FittedConstant Fit::derived(const Unknown &quantity, const std::function<double(const std::vector<double> &)> &function) const
  {
    const std::vector<std::size_t> free = free_unknowns(unknowns);
    std::vector<double> theta;
    for (const std::size_t i : free)
      theta.push_back(transformed(unknowns[i], constants[i].value));
    const auto at = [&](const std::vector<double> &point) { return transformed(quantity, function(values_at(unknowns, free, point))); };
    std::vector<double> slope(free.size());
    bool is_seen = true;
    for (std::size_t k = 0; k < free.size(); ++k)
      {
        constexpr double step = 1e-5;
        std::vector<double> above = theta, below = theta;
        above[k] += step;
        below[k] -= step;
        slope[k] = (at(above) - at(below)) / (2 * step);
        if (slope[k] != 0 && constants[free[k]].knowledge == Knowledge::undetermined)
          is_seen = false;
      }
    double variance = 0;
    for (std::size_t i = 0; i < free.size(); ++i)
      for (std::size_t j = 0; j < free.size(); ++j)
        variance += slope[i] * covariance(i, j) * slope[j];
    return with_range(quantity, at(theta), quantile * std::sqrt(std::max(0., variance)), is_seen);
  }

  Fit fit(const FitProblem &problem)
  {
    const std::vector<std::size_t> free = free_unknowns(problem.unknowns);
    if (problem.number_of_residuals <= free.size())
      throw std::invalid_argument("there are " + std::to_string(problem.number_of_residuals) + " points for " +
                                  std::to_string(free.size()) + " unknown constants; there must be more points than constants");
    std::vector<double> start;
    for (const std::size_t i : free)
      start.push_back(transformed(problem.unknowns[i], problem.unknowns[i].start));
    std::vector<std::size_t> with_prior;
    for (std::size_t k = 0; k < free.size(); ++k)
      if (problem.unknowns[free[k]].prior)
        with_prior.push_back(k);
    const std::size_t points = problem.number_of_residuals;
    SquaresProblem squares{points + with_prior.size(), {}, {}, problem.difference};
    squares.residuals = [&](const std::vector<double> &theta, std::vector<double> &residuals) {
      residuals.resize(points);
      problem.residuals(values_at(problem.unknowns, free, theta), residuals);
      for (const std::size_t k : with_prior)
        {
          const Unknown &unknown = problem.unknowns[free[k]];
          residuals.push_back(problem.prior_deviation * (theta[k] - transformed(unknown, unknown.prior->centre)) /
                              unknown.prior->deviation);
        }
    };
    Minimum minimum{start, {}, Matrix(points, 0), true, 0};
    if (free.empty())
      squares.residuals(start, minimum.residuals);
    else
      minimum = minimise(squares, start, {problem.most_iterations});
    minimum.residuals.resize(points);

    const double freedom = static_cast<double>(problem.number_of_residuals - free.size());
    const double deviation = deviation_of(problem, minimum, freedom);
    const double correlation = neighbour_correlation(minimum.residuals, problem.runs);
    const double growth = variance_growth(correlation, problem.number_of_residuals);
    Determination determination{Matrix(0, 0), {}, 1};
    if (!free.empty())
      determination = determine(minimum.jacobian);
    for (double &entry : determination.inverse.values)
      entry *= deviation * deviation * growth;

    std::vector<Unknown> found = problem.unknowns;
    const std::vector<double> values = values_at(problem.unknowns, free, minimum.theta);
    for (std::size_t i = 0; i < found.size(); ++i)
      found[i].start = values[i];
    Fit result = describe(found, determination.inverse, freedom);
    for (std::size_t k = 0; k < free.size(); ++k)
      if (!determination.is_seen[k])
        result.constants[free[k]].knowledge = Knowledge::undetermined;
    result.residuals = minimum.residuals;
    result.deviation = deviation;
    result.correlation = correlation;
    result.is_converged = minimum.is_converged;
    result.iterations = minimum.iterations;
    return result;
  }

  Fit describe(const std::vector<Unknown> &unknowns, const Matrix &covariance, double freedom)
  {
    Fit result{};
    result.unknowns = unknowns;
    result.covariance = covariance;
    result.freedom = freedom;
    result.is_converged = true;
    result.quantile = student_quantile(freedom);
    for (const Unknown &unknown : unknowns)
      result.constants.push_back({unknown.name, unknown.start, unknown.start, unknown.start, Knowledge::fixed});
    const std::vector<std::size_t> free = free_unknowns(unknowns);
    for (std::size_t k = 0; k < free.size(); ++k)
      {
        const Unknown &unknown = unknowns[free[k]];
        result.constants[free[k]] =
            with_range(unknown, transformed(unknown, unknown.start), result.quantile * std::sqrt(covariance(k, k)), true);
      }
    find_correlated(result, free);
    return result;
  }

  Fit fit_from(const FitProblem &problem, const std::vector<std::vector<double>> &starts)
  {
    const auto from = [&](const std::vector<double> &start, unsigned most_iterations) {
      FitProblem moved = problem;
      moved.most_iterations = most_iterations;
      for (std::size_t k = 0; k < moved.unknowns.size(); ++k)
        if (!moved.unknowns[k].is_fixed)
          moved.unknowns[k].start = start[k];
      return fit(moved);
    };
    std::optional<Fit> best;
    double smallest = 0;
    for (std::size_t i = 0; i < starts.size(); ++i)
      try
        {
          Fit found = from(starts[i], 40);
          double sum = 0;
          for (const double residual : found.residuals)
            sum += residual * residual;
          if (!best || sum < smallest)
            {
              smallest = sum;
              best = std::move(found);
            }
        }
      catch (const std::exception &)
        {
          if (!best && i + 1 == starts.size())
            throw;
        }
    if (!best)
      throw std::logic_error("a fit without starts");
    if (best->is_converged)
      return *best;
    try
      {
        return from(best->values(), problem.most_iterations);
      }
    catch (const std::invalid_argument &)
      {
        // A constant has reached the end of the range of its logarithm: the search ends.
        return *best;
      }
  }

  double variance_growth(double correlation, std::size_t number)
  {
    if (!(correlation > 3 / std::sqrt(static_cast<double>(number))))
      return 1;
    // With a correlation of one, all points would count as one.
    const double fixed = std::min(correlation, 0.99);
    return (1 + fixed) / (1 - fixed);
  }

  double neighbour_correlation(const std::vector<double> &residuals, const std::vector<std::size_t> &runs)
  {
    double together = 0, all = 0;
    std::size_t begin = 0;
    for (const std::size_t length : runs)
      {
        for (std::size_t i = begin; i < begin + length; ++i)
          {
            all += residuals[i] * residuals[i];
            if (i > begin)
              together += residuals[i] * residuals[i - 1];
          }
        begin += length;
      }
    return all > 0 ? together / all : 0;
  }

  double fisher_quantile(double probability, double numerator_freedom, double denominator_freedom)
  {
    return gsl_cdf_fdist_Qinv(probability, numerator_freedom, denominator_freedom);
  }

  double student_quantile(double freedom)
  {
    return gsl_cdf_tdist_Pinv(0.975, freedom);
  }
} // namespace sagitta::materials
