// Several runs side by side, with the differences of the others against the first.

#include <solver/report/html.h>
#include <solver/report/sections.h>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace sagitta::report
{
  namespace
  {
    /// What a row of a comparison shows of a run; nothing where the run does not have it.
    using Figure = std::function<std::optional<double>(const StoredRun &)>;

    struct Row
    {
      std::vector<std::string> names;
      Figure figure;
    };

    /// How figures are written.
    struct Format
    {
      std::string (*value)(double);
      std::string (*difference)(double);
    };

    std::string signed_um(double metres)
    {
      return micrometres(metres);
    }

    std::string kelvin_difference(double kelvin)
    {
      return fmt::format("{:+.1f}", kelvin);
    }

    std::string signed_mpa(double pascals)
    {
      return fmt::format("{:+.3g}", pascals * 1e-6);
    }

    std::string percent(double difference, double base)
    {
      return base == 0 ? "" : fmt::format(", {:+.1f} %", 100 * difference / std::abs(base));
    }

    void add_row(const Runs &runs, const Row &row, const Format &format, Table &table)
    {
      const std::optional<double> base = row.figure(runs.front());
      std::vector<std::string> cells = row.names;
      bool has_any = false;
      for (const StoredRun &run : runs)
        {
          const std::optional<double> value = row.figure(run);
          has_any = has_any || value;
          if (!value)
            cells.push_back("&ndash;");
          else if (&run == &runs.front() || !base)
            cells.push_back(format.value(*value));
          else
            cells.push_back(fmt::format("{} <span class=\"difference\">({}{})</span>", format.value(*value),
                                        format.difference(*value - *base), format.value == celsius ? "" : percent(*value - *base, *base)));
        }
      if (has_any)
        table.add(cells);
    }

    Table make_table(const Runs &runs, const std::string &caption, std::vector<std::string> headings)
    {
      std::string alignment(headings.size(), 'l');
      for (const StoredRun &run : runs)
        {
          headings.push_back(run.label + (&run == &runs.front() ? " (baseline)" : ""));
          alignment += 'r';
        }
      return {caption, alignment, headings};
    }

    std::optional<double> at_path(const StoredRun &run, const std::string &state, const Json::json_pointer &path)
    {
      const Json *found = run.find_state(state);
      if (!found || !found->contains(path))
        return std::nullopt;
      return number(found->at(path));
    }

    std::string warpage_table(const Runs &runs)
    {
      Table table = make_table(runs, "Warpage [um]", {"state", "figure"});
      const std::pair<const char *, const char *> figures[] = {{"warpage, bottom", "/warpage/bottom"},
                                                               {"bow, bottom", "/warpage/bottom/quadratic/bow"},
                                                               {"warpage, top", "/warpage/top"},
                                                               {"mesh error, bottom", "/warpage/bottom/estimated_error"}};
      for (const std::string &state : state_names(runs))
        for (const auto &[name, path] : figures)
          add_row(runs,
                  {{html(state), name},
                   [state = state, path = path](const StoredRun &run) { return at_path(run, state, Json::json_pointer(path)); }},
                  {signed_um, signed_um}, table);
      return table.is_empty() ? "" : table.to_html();
    }

    /// An entry of a list of a state by the name of its part; null if there is none.
    const Json *find_part(const StoredRun &run, const std::string &state, const char *list, const std::string &part)
    {
      const Json *found = run.find_state(state);
      if (found && found->contains(list))
        for (const Json &entry : found->at(list))
          if (entry.at("part") == part)
            return &entry;
      return nullptr;
    }

    /// The parts that a list of a state names in any run.
    std::vector<std::string> parts_in(const Runs &runs, const std::string &state, const char *list)
    {
      std::vector<std::string> parts;
      for (const StoredRun &run : runs)
        if (const Json *found = run.find_state(state); found && found->contains(list))
          for (const Json &entry : found->at(list))
            if (const auto part = entry.at("part").get<std::string>(); std::find(parts.begin(), parts.end(), part) == parts.end())
              parts.push_back(part);
      return parts;
    }

    std::string hotspot_table(const Runs &runs)
    {
      Table table = make_table(runs, "Hottest point of every die [degC]; differences in K", {"state", "die"});
      for (const std::string &state : state_names(runs))
        for (const std::string &part : parts_in(runs, state, "hotspots"))
          add_row(runs,
                  {{html(state), html(part)},
                   [state = state, part = part](const StoredRun &run) {
                     const Json *spot = find_part(run, state, "hotspots", part);
                     return spot ? std::optional<double>(number(spot->at("temperature"))) : std::nullopt;
                   }},
                  {celsius, kelvin_difference}, table);
      return table.is_empty() ? "" : table.to_html();
    }

    std::string stress_table(const Runs &runs)
    {
      Table table = make_table(runs, "Von Mises stress that 99 % of a part do not exceed [MPa]", {"state", "part"});
      for (const std::string &state : state_names(runs))
        for (const std::string &part : parts_in(runs, state, "stresses"))
          add_row(runs,
                  {{html(state), html(part)},
                   [state = state, part = part](const StoredRun &run) {
                     const Json *stress = find_part(run, state, "stresses", part);
                     return stress ? std::optional<double>(number(stress->at("von_mises").at("percentiles").at("99"))) : std::nullopt;
                   }},
                  {megapascals, signed_mpa}, table);
      return table.is_empty() ? "" : "<details><summary>Stresses compared</summary>" + table.to_html() + "</details>\n";
    }

    /// The lines of the case file that differ from those of the baseline.
    std::string changed_lines(const Runs &runs, const StoredRun &run)
    {
      const auto lines_of = [](const StoredRun &one) {
        std::vector<std::string> lines;
        std::string rest = one.model.is_null() ? "" : one.model.at("case_file").get<std::string>();
        for (std::size_t end; !rest.empty(); rest = end == std::string::npos ? "" : rest.substr(end + 1))
          {
            end = rest.find('\n');
            lines.push_back(rest.substr(0, end));
          }
        return lines;
      };
      const std::vector<std::string> before = lines_of(runs.front()), now = lines_of(run);
      std::string text;
      for (const auto &[from, to, mark] : {std::tuple{&before, &now, "&minus; "}, std::tuple{&now, &before, "+ "}})
        for (const std::string &line : *from)
          if (std::count(to->begin(), to->end(), line) == 0)
            text += mark + html(line) + "\n";
      return text;
    }

    std::string changes(const Runs &runs)
    {
      std::string content;
      for (const StoredRun &run : runs)
        if (&run != &runs.front() && !run.model.is_null() && !runs.front().model.is_null())
          {
            const std::string lines = changed_lines(runs, run);
            content += fmt::format("<h3>{} against {}</h3>\n{}", html(run.label), html(runs.front().label),
                                   lines.empty() ? paragraph("The case files do not differ.")
                                                 : "<details><summary>Lines of the case files that differ</summary><pre class=\"diff\">" +
                                                       lines + "</pre></details>\n");
          }
      return content;
    }
  } // namespace

  std::string comparison_section(const Runs &runs)
  {
    if (runs.size() < 2)
      return "";
    return section("comparison", "Comparison",
                   paragraph(fmt::format("Differences are against the baseline, <strong>{}</strong>.", html(runs.front().label))) +
                       warpage_table(runs) + hotspot_table(runs) + stress_table(runs) + changes(runs));
  }
} // namespace sagitta::report
