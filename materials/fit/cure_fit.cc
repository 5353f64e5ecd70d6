#include <materials/fit/cure_fit.h>

#include <materials/fit/cure_model.h>
#include <materials/fit/explanation.h>
#include <materials/fit/sum_of_squares.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    void check(const CureRequest &request)
    {
      if (request.runs.empty())
        throw std::invalid_argument("there is no run of a calorimeter to fit");
      if (!(request.initial >= 0 && request.initial < 1))
        throw std::invalid_argument("the degree of cure at the start of the runs must lie between 0 and 1, not " +
                                    std::to_string(request.initial));
      if (request.diffusion == DiffusionForm::free_volume && !request.glass_transition)
        throw std::invalid_argument("diffusion control by free volume needs the glass transition over the degree of cure");
      for (std::size_t r = 0; r < request.runs.size(); ++r)
        {
          const CalorimetryRun &run = request.runs[r];
          const std::string name = name_of_run(request, r);
          if (run.time.size() < 5)
            throw std::invalid_argument(name + " has " + std::to_string(run.time.size()) + " points; a run needs at least 5");
          for (std::size_t i = 1; i < run.time.size(); ++i)
            if (!(run.time[i] > run.time[i - 1]))
              throw std::invalid_argument(name + ": the time does not increase after " + std::to_string(run.time[i - 1]) + " s");
          if (!(largest(run.heat_flow) > 0))
            throw std::invalid_argument(name + " has no heat flow above zero");
        }
    }

    /// Rates of reaction from the curves, with the degree of cure from the area up to each point. For the start of the fit only.
    struct RateTable
    {
      std::vector<double> cure, temperature, rate, scale;
    };

    RateTable read_rates(const CureRequest &request, double heat)
    {
      RateTable table;
      for (const CalorimetryRun &run : request.runs)
        {
          const double first = request.baseline == HeatBaseline::linear ? run.heat_flow.front() : 0;
          const double last = request.baseline == HeatBaseline::linear ? run.heat_flow.back() : 0;
          double cure = request.initial;
          const auto flow = [&](std::size_t i) {
            const double share = (run.time[i] - run.time.front()) / (run.time.back() - run.time.front());
            return run.heat_flow[i] - first - share * (last - first);
          };
          for (std::size_t i = 1; i < run.time.size(); ++i)
            {
              cure += 0.5 * (flow(i) + flow(i - 1)) * (run.time[i] - run.time[i - 1]) / heat;
              if (!(cure > 1e-3 && cure < 0.98))
                continue;
              table.cure.push_back(cure);
              table.temperature.push_back(run.temperature[i]);
              table.rate.push_back(flow(i) / heat);
              table.scale.push_back(largest(run.heat_flow) / heat);
            }
        }
      return table;
    }

    /// The largest heat of a run, over the cure remaining at its start [J/kg].
    double first_heat(const CureRequest &request)
    {
      double result = 0;
      for (const CalorimetryRun &run : request.runs)
        result = std::max(result, heat_of_run(request.baseline, run) / (1 - request.initial));
      if (!(result > 0))
        throw std::invalid_argument("no run releases heat; check the sign of the heat flow");
      return result;
    }

    /// The values of a fit, unless it fails or ends at an activation energy that no reaction has.
    std::optional<std::vector<double>> plausible_fit(const FitProblem &problem)
    {
      try
        {
          const std::vector<double> values = fit(problem).values();
          for (std::size_t i = 0; i < values.size(); ++i)
            if (begins_with(problem.unknowns[i].name, "activation_energy") && !problem.unknowns[i].is_fixed &&
                !(values[i] > 1e4 && values[i] < 3e5))
              return std::nullopt;
          return values;
        }
      catch (const std::exception &)
        {
          return std::nullopt;
        }
    }

    /// Kinetics fitted to the rates without integration, which is fast enough for many starts. Those with energies that no reaction has are
    /// omitted.
    std::vector<std::vector<double>> first_values(const CureRequest &request, const CureModel &model)
    {
      std::vector<double> values;
      for (const Unknown &unknown : model.unknowns)
        values.push_back(unknown.start);
      const std::size_t heat = model.index("heat");
      if (!model.unknowns[heat].is_fixed)
        values[heat] = first_heat(request);
      const RateTable table = read_rates(request, values[heat]);
      const double fastest = largest(table.rate);

      FitProblem problem{model.unknowns, table.rate.size(), {}};
      problem.most_iterations = 40;
      problem.prior_deviation = 0.02; // of the largest rate
      for (std::size_t i = 0; i < problem.unknowns.size(); ++i)
        {
          const std::string &name = problem.unknowns[i].name;
          const bool is_of_reaction = begins_with(name, "speed") || begins_with(name, "activation_energy") || name == "m" || name == "n";
          problem.unknowns[i].start = values[i];
          problem.unknowns[i].is_fixed = problem.unknowns[i].is_fixed || !is_of_reaction;
        }
      problem.residuals = [&](const std::vector<double> &tried, std::vector<double> &residuals) {
        const CureKinetics kinetics = model.kinetics(tried);
        for (std::size_t i = 0; i < table.rate.size(); ++i)
          residuals[i] = (cure_rate(kinetics, table.cure[i], table.temperature[i]).value - table.rate[i]) / table.scale[i];
      };
      std::vector<std::vector<double>> found;
      for (const double energy : {5e4, 1e5})
        for (const double m : {0.3, 1.})
          for (const double n : {1., 2.})
            {
              for (Unknown &unknown : problem.unknowns)
                if (!unknown.is_fixed)
                  unknown.start = begins_with(unknown.name, "activation_energy") ? energy
                                  : unknown.name == "speed_1"                    ? 0.1 * fastest
                                  : begins_with(unknown.name, "speed")           ? 4 * fastest
                                  : unknown.name == "m"                          ? m
                                                                                 : n;
              if (const auto one = plausible_fit(problem))
                found.push_back(*one);
            }
      if (found.empty())
        found.push_back(values);
      return found;
    }

    /// The heat flow of all runs from values of the unknowns. The part of the kinetics is stored, because often only the baselines change.
    class HeatFlow
    {
    public:
      HeatFlow(const CureRequest &request, const CureModel &model) : request_(request), model_(model) {}

      const std::vector<std::vector<double>> &cure(const std::vector<double> &values)
      {
        const std::vector<double> kinetic(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(model_.kinetic()));
        if (kinetic == known_for_)
          return cure_;
        known_for_.clear();
        const CureKinetics kinetics = model_.kinetics(values);
        kinetics.check();
        cure_.clear();
        reaction_.clear();
        const double heat = values[model_.index("heat")];
        for (const CalorimetryRun &run : request_.runs)
          {
            cure_.push_back(cure_of_run(kinetics, request_.initial, run));
            reaction_.emplace_back();
            for (std::size_t i = 0; i < run.time.size(); ++i)
              reaction_.back().push_back(heat * cure_rate(kinetics, cure_.back()[i], run.temperature[i]).value);
          }
        known_for_ = kinetic;
        return cure_;
      }

      std::vector<std::vector<double>> operator()(const std::vector<double> &values)
      {
        cure(values);
        std::vector<std::vector<double>> result = reaction_;
        for (std::size_t r = 0; r < result.size(); ++r)
          for (std::size_t i = 0; i < result[r].size(); ++i)
            result[r][i] += model_.baseline(values, r, i);
        return result;
      }

    private:
      const CureRequest &request_;
      const CureModel &model_;
      std::vector<double> known_for_;
      std::vector<std::vector<double>> cure_, reaction_;
    };

    /// The best fit from the starts closest to the runs.
    Fit fit_from_best(const FitProblem &problem, std::vector<std::vector<double>> starts)
    {
      constexpr std::size_t tried = 2;
      std::vector<std::pair<double, std::vector<double>>> ranked;
      for (std::vector<double> &start : starts)
        ranked.emplace_back(sum_of_squares(problem, start), std::move(start));
      std::sort(ranked.begin(), ranked.end());
      std::vector<std::vector<double>> best;
      for (std::size_t i = 0; i < ranked.size() && best.size() < tried; ++i)
        // Starts with the same minimum would only repeat it.
        if (i == 0 || ranked[i].first > ranked[i - 1].first * (1 + 1e-6))
          best.push_back(ranked[i].second);
      return fit_from(problem, best);
    }

    /// The constants by their usual names: factors in place of rates at a temperature.
    std::vector<FittedConstant> known_constants(const CureFit &found, const CureModel &model)
    {
      std::vector<FittedConstant> result;
      for (std::size_t i = 0; i < model.kinetic(); ++i)
        {
          const std::string &name = model.unknowns[i].name;
          if (!begins_with(name, "speed"))
            {
              result.push_back(found.fit.constants[i]);
              continue;
            }
          const std::string suffix = name.substr(std::string("speed").size());
          result.push_back(found.fit.derived({"rate_factor" + suffix, 1, UnknownRange::positive}, [&](const std::vector<double> &values) {
            return model.rate_constant(values, suffix).factor;
          }));
          // The range of a factor spans decades because it is correlated with the energy; at a known energy it is as accurate as the rate.
          const FittedConstant &energy = found.fit.constants[model.index("activation_energy" + suffix)];
          result.back().knowledge =
              energy.knowledge == Knowledge::undetermined ? Knowledge::undetermined : found.fit.constants[i].knowledge;
        }
      return result;
    }

    /// Sum of squares of the heat flow of a run about its mean, or about a straight line if there is a baseline: the residual without
    /// a reaction.
    double scatter(const CureRequest &request, const CalorimetryRun &run)
    {
      const auto number = static_cast<double>(run.time.size());
      double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
      for (std::size_t i = 0; i < run.time.size(); ++i)
        {
          x += baseline_coordinate(run, i) / number;
          y += run.heat_flow[i] / number;
        }
      for (std::size_t i = 0; i < run.time.size(); ++i)
        {
          const double from_x = baseline_coordinate(run, i) - x, from_y = run.heat_flow[i] - y;
          xx += from_x * from_x;
          xy += from_x * from_y;
          yy += from_y * from_y;
        }
      return request.baseline == HeatBaseline::linear && xx > 0 ? yy - xy * xy / xx : yy;
    }

    /// Runs are weighted by their scatter, as in the fit.
    Explanation explanation(const CureRequest &request, const CureFit &found)
    {
      const double runs = static_cast<double>(request.runs.size()), of_run = request.baseline == HeatBaseline::linear ? 2 : 1;
      Explanation result{0, 0, 0, number_fitted(found.fit.unknowns) - runs * of_run, found.fit.correlation};
      for (std::size_t r = 0; r < request.runs.size(); ++r)
        {
          const CalorimetryRun &run = request.runs[r];
          const double variance = found.deviation[r] * found.deviation[r];
          result.points += static_cast<double>(run.time.size());
          result.scatter += scatter(request, run) / variance;
          for (std::size_t i = 0; i < run.time.size(); ++i)
            result.left_over += std::pow(found.heat_flow[r][i] - run.heat_flow[i], 2) / variance;
        }
      return result;
    }
  } // namespace

  CureFit fit_all_runs(const CureRequest &request)
  {
    check(request);
    CureModel model(request);
    HeatFlow heat_flow(request, model);
    const std::vector<std::vector<double>> starts = first_values(request, model);

    CureFit result{};
    for (const CalorimetryRun &run : request.runs)
      result.deviation.push_back(0.02 * largest(run.heat_flow));
    FitProblem problem{model.unknowns, 0, {}};
    for (const CalorimetryRun &run : request.runs)
      {
        problem.runs.push_back(run.time.size());
        problem.number_of_residuals += run.time.size();
      }
    problem.difference = 1e-3; // well above the tolerance of the integration
    problem.residuals = [&](const std::vector<double> &values, std::vector<double> &residuals) {
      const std::vector<std::vector<double>> flow = heat_flow(values);
      std::size_t row = 0;
      for (std::size_t r = 0; r < flow.size(); ++r)
        for (std::size_t i = 0; i < flow[r].size(); ++i)
          residuals[row++] = (flow[r][i] - request.runs[r].heat_flow[i]) / result.deviation[r];
    };
    // The second time with the scatter of the residuals of the first.
    for (unsigned round = 0; round < 2; ++round)
      {
        result.fit = round == 0 ? fit_from_best(problem, starts) : fit(problem);
        std::size_t row = 0;
        for (std::size_t r = 0; r < request.runs.size(); ++r)
          {
            double sum = 0;
            const std::size_t number = request.runs[r].time.size();
            for (std::size_t i = 0; i < number; ++i, ++row)
              sum += result.fit.residuals[row] * result.fit.residuals[row];
            const double share = result.fit.freedom / static_cast<double>(problem.number_of_residuals);
            result.deviation[r] *= std::max(1e-9, std::sqrt(sum / (static_cast<double>(number) * share)));
          }
        for (std::size_t i = 0; i < problem.unknowns.size(); ++i)
          problem.unknowns[i].start = result.fit.constants[i].value;
      }
    const std::vector<double> values = result.fit.values();
    result.kinetics = model.kinetics(values);
    result.heat = values[model.index("heat")];
    result.reference = model.reference();
    result.cure = heat_flow.cure(values);
    result.heat_flow = heat_flow(values);
    result.constants = known_constants(result, model);
    check_knowledge(result.constants);
    check(explanation(request, result));
    return result;
  }
} // namespace sagitta::materials
