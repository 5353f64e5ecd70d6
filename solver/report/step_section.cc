// The section of a page on the steps of a path in time: warpage and stress at the end of each.

#include <solver/report/html.h>
#include <solver/report/run_steps.h>
#include <solver/report/sections.h>
#include <solver/report/step_chart.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace sagitta::report
{
  namespace
  {
    // Parts side by side in one table.
    constexpr std::size_t table_parts = 6;

    const Json *warpage_of(const Json &state)
    {
      return state.contains("warpage") ? &state.at("warpage").at("bottom") : nullptr;
    }

    std::optional<StepFigure> figure_of(const RunStep &step)
    {
      const Json *end = warpage_of(*step.states.back());
      if (!end)
        return std::nullopt;
      StepFigure figure{1e6 * number(*end), 1e6 * number(*end), 1e6 * number(*end)};
      for (const Json *state : step.states)
        if (const Json *warpage = warpage_of(*state))
          {
            figure.lowest = std::min(figure.lowest, 1e6 * number(*warpage));
            figure.highest = std::max(figure.highest, 1e6 * number(*warpage));
          }
      return figure;
    }

    std::string label_of(const RunStep &step)
    {
      return step.name + ", " + temperature_text(*step.states.back()) + " degC";
    }

    std::string draw_runs(const Runs &runs)
    {
      std::vector<ChartedStep> charted;
      std::map<std::string, std::size_t> place; // by name
      std::vector<std::string> names;
      for (std::size_t r = 0; r < runs.size(); ++r)
        {
          names.push_back(runs[r].label);
          for (const RunStep &step : steps_of(runs[r]))
            {
              const auto [known, is_new] = place.emplace(step.name, charted.size());
              if (is_new)
                charted.push_back({label_of(step), {}});
              charted[known->second].runs.resize(runs.size());
              charted[known->second].runs[r] = figure_of(step);
            }
        }
      return draw_step_chart(charted, names, "warpage [um], + convex");
    }

    std::string join(const std::vector<std::string> &names)
    {
      std::string text;
      for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + html(name);
      return text;
    }

    std::string describe_changes(const RunStep &step)
    {
      std::string text = html(step.kind);
      if (!step.leaves.empty())
        text += "; leaves: " + join(step.leaves);
      if (!step.joins.empty())
        text += "; joins: " + join(step.joins);
      return text;
    }

    std::string steps_table(const std::vector<RunStep> &steps)
    {
      Table table("Steps in the order of time", "llrrlrl",
                  {"step", "what happens", "at [min]", "temperature [degC]", "bottom face", "warpage [um]", "shape"});
      for (const RunStep &step : steps)
        {
          const Json &end = *step.states.back();
          const Json *warpage = warpage_of(end);
          table.add({"<strong>" + html(step.name) + "</strong>", describe_changes(step),
                     fmt::format("{:.1f}", number(end.at("history").at("time")) / 60), temperature_text(end),
                     warpage ? html(warpage->at("face").get<std::string>()) : "",
                     warpage ? micrometres(number(*warpage)) + (warpage->at("sign_is_certain").get<bool>() ? "" : " (?)") : "",
                     warpage ? html(warpage->at("shape").get<std::string>()) : ""});
        }
      return table.to_html();
    }

    /// The stress of a part in a table: the first principal stress of dies, which are brittle; of others the von Mises stress.
    struct ShownPart
    {
      std::string name;
      bool is_die;
    };

    const Json *find_stress(const Json &state, const std::string &part)
    {
      if (state.contains("stresses"))
        for (const Json &stress : state.at("stresses"))
          if (stress.at("part") == part)
            return &stress;
      return nullptr;
    }

    /// The parts that are there at the end; dies first.
    std::vector<ShownPart> parts_at_end(const StoredRun &run, const RunStep &last)
    {
      std::vector<ShownPart> dies, others;
      const Json &state = *last.states.back();
      if (!state.contains("stresses"))
        return {};
      for (const Json &stress : state.at("stresses"))
        {
          const std::string name = stress.at("part").get<std::string>();
          bool is_die = false;
          if (!run.model.is_null())
            for (const Json &part : run.model.at("parts"))
              is_die = is_die || (part.at("kind") == "die" &&
                                  std::find(part.at("names").begin(), part.at("names").end(), name) != part.at("names").end());
          (is_die ? dies : others).push_back({name, is_die});
        }
      dies.insert(dies.end(), others.begin(), others.end());
      return dies;
    }

    /// Tenths of MPa.
    std::string rounded_stress(double pascals)
    {
      const double tenths = std::round(1e-5 * pascals);
      return fmt::format("{:.1f}", tenths == 0 ? 0. : tenths / 10);
    }

    std::string stress_tables(const StoredRun &run, const std::vector<RunStep> &steps)
    {
      const std::vector<ShownPart> parts = parts_at_end(run, steps.back());
      std::string text;
      for (std::size_t begin = 0; begin < parts.size(); begin += table_parts)
        {
          const std::size_t end = std::min(parts.size(), begin + table_parts);
          std::vector<std::string> headings = {"step"};
          for (std::size_t p = begin; p < end; ++p)
            headings.push_back(parts[p].name + (parts[p].is_die ? ", first principal" : ", von Mises"));
          Table table("Stress at the end of every step, what 99 % of the part do not exceed [MPa]", "l" + std::string(end - begin, 'r'),
                      headings);
          for (const RunStep &step : steps)
            {
              std::vector<std::string> row = {html(step.name)};
              for (std::size_t p = begin; p < end; ++p)
                {
                  const Json *stress = find_stress(*step.states.back(), parts[p].name);
                  const char *measure = parts[p].is_die ? "first_principal" : "von_mises";
                  row.push_back(stress ? rounded_stress(number(stress->at(measure).at("percentiles").at("99"))) : "&ndash;");
                }
              table.add(row);
            }
          text += table.to_html();
        }
      return text;
    }
  } // namespace

  std::string step_section(const Runs &runs)
  {
    std::string tables;
    for (const StoredRun &run : runs)
      if (const std::vector<RunStep> steps = steps_of(run); !steps.empty())
        tables += run_heading(runs, run) + steps_table(steps) + stress_tables(run, steps);
    if (tables.empty())
      return "";
    return section("steps", "Steps",
                   figure(draw_runs(runs), "Warpage of the bottom face at the end of every step",
                          "Bars: at the end of the step; thin lines: the range of the states within it. The bottom face is that of the "
                          "parts that are present in the step.") +
                       tables);
  }
} // namespace sagitta::report
