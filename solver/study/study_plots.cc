#include <solver/study/study_plots.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace sagitta::study
{
  namespace
  {
    using output::LinePlot;
    using output::Panel;
    using output::Series;

    constexpr std::size_t most_curves = 10; ///< that a legend can name

    std::string label(const Output &output)
    {
      return fmt::format("{} [{}]", output.name, info(output.measure).unit);
    }

    /// Solved candidates over a parameter, by the values of all others, in the order of the study.
    std::vector<std::pair<std::string, std::vector<std::size_t>>> find_curves(const StudyResult &result, std::size_t parameter)
    {
      std::vector<std::pair<std::string, std::vector<std::size_t>>> curves;
      for (std::size_t c = 0; c < result.candidates.size(); ++c)
        if (!result.candidates[c].is_base() && result.decision.entries[c].status == Status::solved)
          {
            const std::string others = label_of(result.study, result.candidates[c], parameter);
            auto curve = std::find_if(curves.begin(), curves.end(), [&](const auto &one) { return one.first == others; });
            if (curve == curves.end())
              curve = curves.insert(curves.end(), {others, {}});
            curve->second.push_back(c);
          }
      for (auto &[name, members] : curves)
        std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
          return result.candidates[a].values[parameter].number < result.candidates[b].values[parameter].number;
        });
      return curves;
    }

    /// All candidates as points.
    std::vector<std::pair<std::string, std::vector<std::size_t>>>
    all_in_one(std::vector<std::pair<std::string, std::vector<std::size_t>>> curves)
    {
      std::vector<std::size_t> all;
      for (const auto &[name, members] : curves)
        all.insert(all.end(), members.begin(), members.end());
      return {{"candidates", all}};
    }

    void add_limit(const Output &output, const std::vector<double> &x, Panel &panel)
    {
      const auto add = [&](double value, const std::string &name) {
        panel.series.push_back({name, {x.front(), x.back()}, {output.shown(value), output.shown(value)}, {}, {}, std::nullopt, 1, false});
      };
      if (output.at_most)
        add(*output.at_most, "at most");
      if (output.at_least)
        add(*output.at_least, "at least");
      if (output.at_most && info(output.measure).is_signed)
        add(-*output.at_most, "");
    }

    LinePlot plot_response(const StudyResult &result, std::size_t p)
    {
      const Parameter &parameter = result.study.parameters[p];
      auto curves = find_curves(result, p);
      const bool is_many = curves.size() > most_curves;
      if (is_many)
        curves = all_in_one(std::move(curves));
      LinePlot plot{result.study.title.empty() ? result.study.name : result.study.title,
                    "Response to " + parameter.name,
                    parameter.name + (parameter.unit.empty() ? "" : " [" + parameter.unit + "]"),
                    false,
                    {}};
      for (std::size_t o = 0; o < result.study.outputs.size(); ++o)
        {
          const Output &output = result.study.outputs[o];
          Panel panel{label(output), output.measure == Measure::viscosity, {}};
          std::vector<double> ends = {HUGE_VAL, -HUGE_VAL};
          for (std::size_t k = 0; k < curves.size(); ++k)
            {
              Series series{o == 0 ? curves[k].first : "", {}, {}, {}, {}, static_cast<unsigned>(k), 0, is_many};
              for (const std::size_t c : curves[k].second)
                {
                  series.x.push_back(result.candidates[c].values[p].number);
                  series.y.push_back(output.shown(result.decision.entries[c].values[o]));
                  ends = {std::min(ends[0], series.x.back()), std::max(ends[1], series.x.back())};
                }
              panel.series.push_back(std::move(series));
            }
          if (ends[0] < ends[1])
            add_limit(output, ends, panel);
          plot.panels.push_back(std::move(panel));
        }
      return plot;
    }

    /// The candidates within their limits on the front of two goals alone, ordered along it.
    std::vector<std::size_t> find_front(const StudyResult &result, const Goal &first, const Goal &second)
    {
      const auto cost_of = [&](const Goal &goal, std::size_t c) { return cost(goal, result.study, result.decision.entries[c]); };
      std::vector<std::size_t> members;
      for (const std::size_t c : result.decision.ranking)
        if (result.decision.entries[c].is_within)
          members.push_back(c);
      std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(cost_of(first, a), cost_of(second, a)) < std::pair(cost_of(first, b), cost_of(second, b));
      });
      std::vector<std::size_t> front;
      for (const std::size_t c : members)
        if (front.empty() || cost_of(second, c) < cost_of(second, front.back()))
          front.push_back(c);
      return front;
    }

    LinePlot plot_goals(const StudyResult &result)
    {
      const Goal &first = result.study.goals[0], &second = result.study.goals[1];
      const Output &x = result.study.outputs[first.output], &y = result.study.outputs[second.output];
      const auto label_magnitude = [](const Output &output) {
        return (info(output.measure).is_signed ? "magnitude of " : "") + label(output);
      };
      LinePlot plot{
          result.study.title.empty() ? result.study.name : result.study.title, "Goals against one another", label_magnitude(x), false, {}};
      const auto make = [&](const std::string &name, const std::vector<std::size_t> &members, bool is_points) {
        Series series{name, {}, {}, {}, {}, std::nullopt, 0, is_points};
        for (const std::size_t c : members)
          {
            series.x.push_back(x.shown(x.compared(result.decision.entries[c].values[first.output])));
            series.y.push_back(y.shown(y.compared(result.decision.entries[c].values[second.output])));
          }
        return series;
      };
      std::vector<std::size_t> within, beyond;
      for (const std::size_t c : result.decision.ranking)
        (result.decision.entries[c].is_within ? within : beyond).push_back(c);
      Panel panel{label_magnitude(y), false, {}};
      if (!within.empty())
        panel.series.push_back(make("within all limits", within, true));
      if (!beyond.empty())
        panel.series.push_back(make("beyond a limit", beyond, true));
      if (const std::vector<std::size_t> front = find_front(result, first, second); front.size() > 1)
        panel.series.push_back(make("front of these two goals", front, false));
      plot.panels.push_back(std::move(panel));
      return plot;
    }
  } // namespace

  std::vector<std::pair<std::string, output::LinePlot>> make_plots(const StudyResult &result)
  {
    std::vector<std::pair<std::string, LinePlot>> plots;
    if (result.decision.ranking.empty())
      return plots;
    for (std::size_t p = 0; p < result.study.parameters.size(); ++p)
      if (result.study.parameters[p].is_numeric())
        plots.emplace_back("response_" + result.study.parameters[p].name, plot_response(result, p));
    if (result.study.goals.size() > 1)
      plots.emplace_back("goals", plot_goals(result));
    return plots;
  }
} // namespace sagitta::study
