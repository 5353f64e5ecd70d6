#include <materials/fit/explanation.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  double Explanation::share() const
  {
    return scatter > 0 ? 1 - left_over / scatter : left_over > 0 ? 0 : 1;
  }

  bool Explanation::is_insignificant() const
  {
    if (share() >= 0.5 || left_over <= 0.01 * size)
      return false;
    const double numerator = std::max(1., constants), denominator = points - constants - 1;
    if (!(denominator > 0))
      return false;
    return (scatter - left_over) / numerator <= fisher_quantile(1e-4, numerator, denominator) *
                                                    variance_growth(correlation, static_cast<std::size_t>(points)) * left_over /
                                                    denominator;
  }

  double number_fitted(const std::vector<Unknown> &unknowns)
  {
    return static_cast<double>(std::count_if(unknowns.begin(), unknowns.end(), [](const Unknown &one) { return !one.is_fixed; }));
  }

  Explanation explanation(const Fit &fit, const std::vector<double> &data)
  {
    Explanation result{0, 0, static_cast<double>(data.size()), number_fitted(fit.unknowns) - 1, fit.correlation};
    double mean = 0;
    for (const double value : data)
      mean += value / result.points;
    for (const double residual : fit.residuals)
      result.left_over += residual * residual;
    for (const double value : data)
      {
        result.scatter += (value - mean) * (value - mean);
        result.size += value * value;
      }
    return result;
  }

  void check(const Explanation &explanation)
  {
    if (explanation.is_insignificant())
      throw std::runtime_error(
          "the residuals are as large as the signal: the model explains " +
          std::to_string(std::lround(100 * std::max(0., explanation.share()))) +
          " % of the variance of the data about their mean, which random data explain as well; these data do not follow this model");
  }

  void check_knowledge(const std::vector<FittedConstant> &constants)
  {
    std::vector<std::string> unknown;
    for (const FittedConstant &one : constants)
      {
        if (one.knowledge == Knowledge::determined)
          return;
        if (one.knowledge == Knowledge::undetermined)
          unknown.push_back(one.name);
      }
    if (unknown.empty())
      return;
    std::string names;
    for (std::size_t i = 0; i < unknown.size(); ++i)
      names += (i == 0 ? "" : i + 1 < unknown.size() ? ", " : " and ") + unknown[i];
    throw std::runtime_error("the data determine none of the constants to fit (" + names +
                             "); fix constants that are known from another source by hold, or measure more");
  }
} // namespace sagitta::materials
