#include <materials/fit/expansion_fit.h>

#include <materials/fit/explanation.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    enum Constant : std::size_t
    {
      below,
      above,
      transition,
      width,
      first_offset
    };

    /// ln(1 + exp(x)) without overflow.
    double soft_ramp(double x)
    {
      return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
    }

    double model(const std::vector<double> &c, std::size_t run, double temperature)
    {
      const double distance = temperature - c[transition];
      return c[first_offset + run] + c[below] * distance + (c[above] - c[below]) * c[width] * soft_ramp(distance / c[width]);
    }

    /// Slope of a straight line through the points with temperatures in a range.
    double slope_within(const ExpansionRun &run, double from, double to)
    {
      double number = 0, t = 0, e = 0, tt = 0, te = 0;
      for (std::size_t i = 0; i < run.strain.size(); ++i)
        if (run.temperature[i] >= from && run.temperature[i] <= to)
          {
            number += 1;
            t += run.temperature[i];
            e += run.strain[i];
            tt += run.temperature[i] * run.temperature[i];
            te += run.temperature[i] * run.strain[i];
          }
      const double denominator = number * tt - t * t;
      return number > 1 && denominator > 0 ? (number * te - t * e) / denominator : 0;
    }

    double mean(const std::vector<double> &values)
    {
      double sum = 0;
      for (const double value : values)
        sum += value;
      return sum / static_cast<double>(values.size());
    }

    double sum_of_squares(const std::vector<double> &residuals)
    {
      double sum = 0;
      for (const double residual : residuals)
        sum += residual * residual;
      return sum;
    }

    /// Sum of squares about straight lines of one slope with an offset per run. In closed form, because the tolerance of an optimiser would
    /// exceed the deviation of exact data from a line.
    double sum_of_squares_about_a_line(const std::vector<ExpansionRun> &runs, const Unknown &slope)
    {
      double xx = 0, xy = 0;
      std::vector<std::pair<double, double>> means;
      const auto for_all = [&](const auto &use) {
        for (std::size_t k = 0; k < runs.size(); ++k)
          for (std::size_t i = 0; i < runs[k].strain.size(); ++i)
            use(runs[k].temperature[i] - means[k].first, runs[k].strain[i] - means[k].second);
      };
      for (const ExpansionRun &run : runs)
        means.emplace_back(mean(run.temperature), mean(run.strain));
      for_all([&](double x, double y) {
        xx += x * x;
        xy += x * y;
      });
      const double steepness = slope.is_fixed ? slope.start : xy / xx;
      double sum = 0;
      for_all([&](double x, double y) { sum += std::pow(y - steepness * x, 2); });
      return sum;
    }

    /// Sum of squares of rounding errors: a billionth of the range of the strain of every run, below the resolution of any instrument.
    double rounding(const std::vector<ExpansionRun> &runs)
    {
      double sum = 0;
      for (const ExpansionRun &run : runs)
        if (!run.strain.empty())
          {
            const auto [low, high] = std::minmax_element(run.strain.begin(), run.strain.end());
            sum += static_cast<double>(run.strain.size()) * std::pow(1e-9 * (*high - *low), 2);
          }
      return sum;
    }

    /// Whether the second slope, the transition and its width reduce the sum of squares more than chance does once in 10,000 times
    /// (Fisher's test, with the correlation of neighbouring errors), and the points deviate from a straight line by more than rounding.
    bool is_better_than_a_line(const FitProblem &problem, const Fit &fit, const std::vector<ExpansionRun> &runs)
    {
      double constants = 0;
      for (const Constant constant : {above, transition, width})
        constants += problem.unknowns[constant].is_fixed ? 0 : 1;
      if (constants == 0)
        return true;
      const double line = sum_of_squares_about_a_line(runs, problem.unknowns[below]), curve = sum_of_squares(fit.residuals);
      const double growth = variance_growth(fit.correlation, fit.residuals.size());
      return line > rounding(runs) &&
             (line - curve) / constants > fisher_quantile(1e-4, constants, fit.freedom) * growth * curve / fit.freedom;
    }

    void hold(std::vector<Unknown> &unknowns, const std::map<std::string, double> &fixed)
    {
      for (Unknown &unknown : unknowns)
        if (const auto found = fixed.find(unknown.name); found != fixed.end())
          {
            unknown.start = found->second;
            unknown.is_fixed = true;
          }
    }

    /// Starts with the transition at several places between the coldest and the hottest point.
    std::vector<std::vector<double>> starts_of(const std::vector<ExpansionRun> &runs, double coldest, double hottest)
    {
      std::vector<std::vector<double>> starts;
      for (const double share : {0.2, 0.35, 0.5, 0.65, 0.8})
        {
          const double middle = coldest + share * (hottest - coldest);
          std::vector<double> values = {slope_within(runs[0], coldest, middle), slope_within(runs[0], middle, hottest), middle,
                                        0.03 * (hottest - coldest)};
          for (const ExpansionRun &run : runs)
            {
              const auto nearest = std::min_element(run.temperature.begin(), run.temperature.end(),
                                                    [&](double a, double b) { return std::abs(a - middle) < std::abs(b - middle); });
              values.push_back(run.strain[static_cast<std::size_t>(nearest - run.temperature.begin())]);
            }
          starts.push_back(values);
        }
      return starts;
    }
  } // namespace

  double ExpansionFit::strain(std::size_t run, double temperature) const
  {
    return model(fit.values(), run, temperature);
  }

  GlassTransitionExpansion ExpansionFit::expansion() const
  {
    const double cold = fit.value("below"), hot = fit.value("above");
    return {{cold, cold, cold}, {hot, hot, hot}, fit.value("glass_transition")};
  }

  ExpansionFit fit_expansion(const std::vector<ExpansionRun> &runs, const std::map<std::string, double> &fixed)
  {
    FitProblem problem{{}, 0, {}};
    problem.unknowns = {{"below", 0, UnknownRange::any, 1e-6},
                        {"above", 0, UnknownRange::any, 1e-6},
                        {"glass_transition", 0, UnknownRange::any, 10},
                        {"width", 1, UnknownRange::positive}};
    double coldest = 1e300, hottest = -1e300;
    for (const ExpansionRun &run : runs)
      {
        problem.unknowns.push_back({"offset " + std::to_string(problem.unknowns.size() - first_offset + 1), 0, UnknownRange::any, 1e-4});
        problem.runs.push_back(run.strain.size());
        problem.number_of_residuals += run.strain.size();
        for (const double temperature : run.temperature)
          {
            coldest = std::min(coldest, temperature);
            hottest = std::max(hottest, temperature);
          }
      }
    if (!(hottest > coldest))
      throw std::invalid_argument("all points were measured at one temperature; expansion needs a range of temperatures");
    hold(problem.unknowns, fixed);
    problem.residuals = [&](const std::vector<double> &values, std::vector<double> &residuals) {
      std::size_t row = 0;
      for (std::size_t k = 0; k < runs.size(); ++k)
        for (std::size_t i = 0; i < runs[k].strain.size(); ++i)
          residuals[row++] = model(values, k, runs[k].temperature[i]) - runs[k].strain[i];
    };

    ExpansionFit result{fit_from(problem, starts_of(runs, coldest, hottest))};
    const double found = result.fit.value("glass_transition");
    if (!is_better_than_a_line(problem, result.fit, runs) || !(found > coldest && found < hottest))
      throw std::invalid_argument("the data show no glass transition: the slopes on its two sides differ by less than their uncertainty; "
                                  "measure over a wider range of temperatures, or fix glass_transition and above by hold");
    check_knowledge({result.fit.constant("below"), result.fit.constant("above"), result.fit.constant("glass_transition")});
    return result;
  }

  GlassTransitionFit fit_glass_transition(const GlassTransitionData &data, const std::map<std::string, double> &fixed)
  {
    FitProblem problem{{}, data.cure.size(), {}};
    problem.unknowns = {
        {"uncured", 0, UnknownRange::any, 10}, {"cured", 0, UnknownRange::any, 10}, {"lambda", 0.5, UnknownRange::below_one}};
    hold(problem.unknowns, fixed);
    problem.residuals = [&](const std::vector<double> &values, std::vector<double> &residuals) {
      const DiBenedetto function{values[0], values[1], values[2]};
      for (std::size_t i = 0; i < data.cure.size(); ++i)
        residuals[i] = function.value(data.cure[i]) - data.temperature[i];
    };
    std::vector<std::vector<double>> starts;
    if (!data.temperature.empty())
      for (const double lambda : {0.2, 0.4, 0.7, 0.95})
        starts.push_back({*std::min_element(data.temperature.begin(), data.temperature.end()),
                          *std::max_element(data.temperature.begin(), data.temperature.end()), lambda});
    else
      throw std::invalid_argument("there is no glass transition temperature to fit");
    GlassTransitionFit result{fit_from(problem, starts), {}};
    check_knowledge(result.fit.constants);
    Explanation found = explanation(result.fit, data.temperature);
    found.size = 0; // a temperature of zero kelvin has no meaning as a reference
    // A single fitted constant explains no more than the mean of the points does.
    if (found.constants > 0)
      check(found);
    result.function = {result.fit.value("uncured"), result.fit.value("cured"), result.fit.value("lambda")};
    result.function.check();
    return result;
  }
} // namespace sagitta::materials
