#include <materials/fit/cure_fit.h>

#include <materials/fit/cure_model.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    double root_mean_square(const std::vector<double> &values)
    {
      double sum = 0;
      for (const double value : values)
        sum += value * value;
      return std::sqrt(sum / static_cast<double>(values.size()));
    }

    /// Values less the straight line over the position in the run that fits them best.
    std::vector<double> without_line(const CalorimetryRun &run, std::vector<double> values)
    {
      double x = 0, y = 0, xx = 0, xy = 0;
      const auto number = static_cast<double>(values.size());
      for (std::size_t i = 0; i < values.size(); ++i)
        {
          x += baseline_coordinate(run, i) / number;
          y += values[i] / number;
        }
      for (std::size_t i = 0; i < values.size(); ++i)
        {
          xx += std::pow(baseline_coordinate(run, i) - x, 2);
          xy += (baseline_coordinate(run, i) - x) * (values[i] - y);
        }
      const double slope = xx > 0 ? xy / xx : 0;
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] -= y + slope * (baseline_coordinate(run, i) - x);
      return values;
    }

    /// Heat flow of a run less that which the kinetics of other runs give, less the best baseline if there is one.
    std::vector<double> prediction_errors(const CureRequest &request, const CureFit &others, const CalorimetryRun &run)
    {
      const std::vector<double> cure = cure_of_run(others.kinetics, request.initial, run);
      std::vector<double> errors = run.heat_flow;
      for (std::size_t i = 0; i < errors.size(); ++i)
        errors[i] -= others.heat * cure_rate(others.kinetics, cure[i], run.temperature[i]).value;
      return request.baseline == HeatBaseline::linear ? without_line(run, errors) : errors;
    }

    /// Noise of a run from its second differences, to which a smooth curve adds little.
    double noise(const CalorimetryRun &run)
    {
      std::vector<double> seconds;
      for (std::size_t i = 1; i + 1 < run.heat_flow.size(); ++i)
        seconds.push_back((run.heat_flow[i - 1] - 2 * run.heat_flow[i] + run.heat_flow[i + 1]) / std::sqrt(6.));
      return root_mean_square(seconds);
    }

    /// The error of one run as predicted by a fit of all others; absent where these cannot be fitted.
    std::optional<OutlyingRun> predicted_by_others(const CureRequest &request, std::size_t left_out)
    {
      CureRequest reduced = request;
      reduced.runs.erase(reduced.runs.begin() + static_cast<std::ptrdiff_t>(left_out));
      const CalorimetryRun &run = request.runs[left_out];
      try
        {
          const CureFit others = fit_all_runs(reduced);
          OutlyingRun result{left_out, root_mean_square(prediction_errors(request, others, run)) / largest(run.heat_flow), 0,
                             heat_of_run(request.baseline, run), 0};
          for (std::size_t r = 0; r < reduced.runs.size(); ++r)
            result.other_error = std::max(result.other_error, others.deviation[r] / largest(reduced.runs[r].heat_flow));
          result.other_heat = others.heat * (cure_of_run(others.kinetics, request.initial, run).back() - request.initial);
          return result;
        }
      catch (const std::exception &)
        {
          return std::nullopt;
        }
    }

    /// Whether the fit of a run is off by more than a twentieth of its peak, or a constant is not determined: one of the runs may be why.
    bool is_suspicious(const CureFit &fit, const CureRequest &request)
    {
      for (std::size_t r = 0; r < request.runs.size(); ++r)
        if (fit.deviation[r] > 0.05 * largest(request.runs[r].heat_flow))
          return true;
      return std::any_of(fit.constants.begin(), fit.constants.end(),
                         [](const FittedConstant &one) { return one.knowledge == Knowledge::undetermined; });
    }

    std::string rounded(double value)
    {
      char text[32];
      std::snprintf(text, sizeof text, "%.3g", value);
      return text;
    }
  } // namespace

  std::optional<OutlyingRun> find_outlier(const CureRequest &request)
  {
    std::optional<OutlyingRun> found;
    if (request.runs.size() < 3)
      return found;
    for (std::size_t r = 0; r < request.runs.size(); ++r)
      {
        const std::optional<OutlyingRun> one = predicted_by_others(request, r);
        if (!one || !(one->error > 0.1) || !(one->error > 3 * one->other_error) ||
            !(one->error * largest(request.runs[r].heat_flow) > 3 * noise(request.runs[r])))
          continue;
        if (!found || one->other_error < found->other_error)
          found = one;
      }
    return found;
  }

  std::string describe(const OutlyingRun &outlier, const CureRequest &request)
  {
    return name_of_run(request, outlier.run) + " contradicts the other runs: a fit without it meets the others within " +
           rounded(100 * outlier.other_error) + " % of their peaks and predicts its heat flow with an error of " +
           rounded(100 * outlier.error) + " % of its peak; its area is " + rounded(outlier.heat * 1e-3) + " kJ/kg, the fit gives " +
           rounded(outlier.other_heat * 1e-3) + " kJ/kg. Check its mass, heating rate, temperatures and sign, or leave it out";
  }

  CureFit fit_cure(const CureRequest &request)
  {
    std::optional<CureFit> found;
    std::string trouble;
    try
      {
        found = fit_all_runs(request);
        if (!is_suspicious(*found, request))
          return *found;
      }
    catch (const std::runtime_error &error)
      {
        trouble = error.what();
      }
    const std::optional<OutlyingRun> outlier = find_outlier(request);
    if (found)
      {
        found->outlier = outlier;
        return *found;
      }
    throw std::runtime_error(outlier ? describe(*outlier, request) : trouble);
  }
} // namespace sagitta::materials
