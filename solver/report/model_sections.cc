// Sections of a page on what was computed: heading, warnings, drawing, materials, case file.

#include <solver/report/html.h>
#include <solver/report/sections.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace sagitta::report
{
  namespace
  {
    std::string text_of(const Json &json, const char *key)
    {
      return json.contains(key) && json.at(key).is_string() ? html(json.at(key).get<std::string>()) : "";
    }

    /// The state and face whose warpage is largest, with its limit if it has one.
    std::string warpage_tile(const StoredRun &run)
    {
      const Json *largest = nullptr;
      std::string where;
      unsigned limited = 0, failed = 0;
      for (const Json &state : run.states())
        if (state.contains("warpage"))
          for (const char *side : {"bottom", "top"})
            {
              const Json &face = state.at("warpage").at(side);
              if (face.contains("within_limit"))
                {
                  ++limited;
                  failed += !face.at("within_limit").get<bool>();
                }
              if (!largest || std::abs(number(face)) > std::abs(number(*largest)))
                {
                  largest = &face;
                  where = fmt::format("{}, {}", text_of(state, "name"), text_of(face, "face"));
                }
            }
      if (!largest)
        return "";
      const std::string verdict = limited == 0  ? "no state has a limit of a standard"
                                  : failed == 0 ? fmt::format("all {} faces with a limit are within it", limited)
                                                : fmt::format("<strong>{} of {} faces with a limit exceed it</strong>", failed, limited);
      return fmt::format("<div class=\"tile\"><b>{} um</b><span>largest warpage: {}</span><span>{}</span></div>\n",
                         micrometres(number(*largest)), where, verdict);
    }

    std::string hotspot_tile(const StoredRun &run)
    {
      const Json *hottest = nullptr;
      std::string where;
      for (const Json &state : run.states())
        for (const Json &spot : state.at("hotspots"))
          if (!hottest || number(spot.at("temperature")) > number(hottest->at("temperature")))
            {
              hottest = &spot;
              where = fmt::format("{} in {}", text_of(spot, "part"), text_of(state, "name"));
            }
      if (!hottest)
        return "";
      const std::string rise =
          hottest->contains("rise") ? fmt::format("{:+.1f} K over the ambient temperature", number(hottest->at("rise"))) : "";
      return fmt::format("<div class=\"tile\"><b>{} degC</b><span>hottest die: {}</span><span>{}</span></div>\n",
                         celsius(number(hottest->at("temperature"))), where, rise);
    }

    std::string warning_tile(const StoredRun &run)
    {
      const std::size_t n = run.results.at("warnings").size();
      return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span><span><a href=\"#warnings\">read {} first</a></span></div>\n", n,
                         n == 1 ? "warning" : "warnings", n == 1 ? "it" : "them");
    }

    std::string kind_cell(const std::string &kind)
    {
      if (kind == "assumed")
        return "<strong class=\"assumed\">assumed</strong>";
      return kind == "not stated" ? "<em>kind not stated</em>" : html(kind);
    }

    void add_values(const Json &material, Table &table)
    {
      bool is_first = true;
      for (const Json &value : material.at("values"))
        {
          std::string source = text_of(value, "source");
          if (value.contains("note"))
            source += "<br><small>" + text_of(value, "note") + "</small>";
          table.add({is_first ? "<strong>" + text_of(material, "name") + "</strong>" : "", text_of(value, "property"),
                     text_of(value, "value"), kind_cell(value.at("kind").get<std::string>()), source});
          is_first = false;
        }
    }

    std::string join(const Json &names)
    {
      std::string text;
      for (const Json &name : names)
        text += (text.empty() ? "" : ", ") + name.get<std::string>();
      return text;
    }

    std::string materials_of(const Json &model)
    {
      Table overview("Materials and the parts that have them", "lllll", {"", "material", "law", "parts", "made of"});
      Table values("Every value with its kind and source", "lllll", {"material", "property", "value", "kind", "source"});
      std::size_t assumed = 0, all = 0;
      for (const Json &material : model.at("materials"))
        {
          overview.add({fmt::format("<span class=\"swatch\" style=\"background:{}\" title=\"{}\"></span>", text_of(material, "colour"),
                                    text_of(material, "colour_name")),
                        "<strong>" + text_of(material, "name") + "</strong><br><small>" + text_of(material, "description") + "</small>",
                        text_of(material, "law"), html(join(material.at("parts"))),
                        material.contains("made_of") ? html(join(material.at("made_of"))) : ""});
          add_values(material, values);
          for (const Json &value : material.at("values"))
            {
              ++all;
              assumed += value.at("kind") == "assumed";
            }
        }
      return overview.to_html() +
             paragraph(fmt::format("{} of {} values are <strong class=\"assumed\">assumed</strong>: they were not measured for this "
                                   "material. <em>Kind not stated</em> marks values of the case file without a kind.",
                                   assumed, all)) +
             values.to_html();
    }
  } // namespace

  std::string run_heading(const Runs &runs, const StoredRun &run)
  {
    return runs.size() < 2 ? "" : "<h3>" + html(run.label) + "</h3>\n";
  }

  std::string temperature_text(const Json &state)
  {
    if (has_temperature(state))
      return celsius(number(state.at("temperature")));
    const Json &range = state.at("temperature_range").at("value");
    return celsius(range.at(0).get<double>()) + " to " + celsius(range.at(1).get<double>());
  }

  std::vector<std::string> state_names(const Runs &runs)
  {
    std::vector<std::string> names;
    for (const StoredRun &run : runs)
      for (const Json &state : run.states())
        if (const auto name = state.at("name").get<std::string>(); std::find(names.begin(), names.end(), name) == names.end())
          names.push_back(name);
    return names;
  }

  std::string heading(const Runs &runs)
  {
    std::string result = "<header>\n<h1>";
    const Json &first = runs.front().results.at("case");
    const std::string title = text_of(first, "title");
    result += (title.empty() ? text_of(first, "name") : title) +
              (runs.size() > 1 ? fmt::format(" <small>and {} more</small>", runs.size() - 1) : "") + "</h1>\n";
    for (const StoredRun &run : runs)
      {
        const Json &described = run.results.at("case");
        result += paragraph(
            fmt::format("{}case <strong>{}</strong>, hash <code title=\"{}\">{}</code>; Sagitta {} (revision <code>{}</code>), {} {}",
                        runs.size() > 1 ? "<strong>" + html(run.label) + "</strong>: " + text_of(described, "title") + "; " : "",
                        text_of(described, "name"), text_of(described, "hash"), text_of(described, "hash").substr(0, 12),
                        text_of(run.results, "version"), text_of(run.results, "revision"), run.results.at("ranks").get<unsigned>(),
                        run.results.at("ranks") == 1 ? "process" : "processes"),
            "origin");
        result += "<div class=\"tiles\">" + warpage_tile(run) + hotspot_tile(run) + warning_tile(run) + "</div>\n";
      }
    return result + "</header>\n";
  }

  std::string warnings_section(const Runs &runs)
  {
    std::string content;
    for (const StoredRun &run : runs)
      {
        content += run_heading(runs, run);
        if (run.results.at("warnings").empty())
          {
            content += paragraph("The run has no warnings.");
            continue;
          }
        content += "<ul class=\"warnings\">\n";
        for (const Json &warning : run.results.at("warnings"))
          {
            std::string place = text_of(warning, "state");
            if (const std::string part = text_of(warning, "part"); !part.empty())
              place += (place.empty() ? "" : ", ") + part;
            content +=
                fmt::format("<li>{}{} <code>{}</code></li>\n",
                            place.empty() ? "" : "<strong>" + place + "</strong>: ", text_of(warning, "text"), text_of(warning, "kind"));
          }
        content += "</ul>\n";
      }
    return section("warnings", "Warnings", paragraph("Consider these warnings before you use a result:") + content);
  }

  std::string drawing_section(const Runs &runs)
  {
    std::string content;
    std::set<std::string> drawn;
    for (const StoredRun &run : runs)
      {
        content += run_heading(runs, run);
        if (run.drawing.empty())
          content += paragraph(run.model.is_null() ? "The run wrote no model.json and no drawing; run the case again with this program."
                                                   : "No cross-section of this package can be drawn.");
        else if (!drawn.insert(run.drawing).second)
          content += paragraph("The same drawing as above.");
        else
          content += image_figure(run.drawing,
                                  "Plan view and cross-section of the package " + run.results.at("case").at("name").get<std::string>() +
                                      " with its parts and materials",
                                  "Plan view over a cross-section; the drawing states the stretch of the heights.");
      }
    return section("stack", "The package", content);
  }

  std::string material_section(const Runs &runs)
  {
    std::string content;
    Json shown;
    for (const StoredRun &run : runs)
      {
        content += run_heading(runs, run);
        if (run.model.is_null())
          content += paragraph("The run wrote no model.json with the sources of its materials; run the case again with this program.");
        else if (run.model.at("materials") == shown)
          content += paragraph("The same materials as the run above.");
        else
          content += materials_of(run.model);
        if (!run.model.is_null())
          shown = run.model.at("materials");
      }
    return section("materials", "Materials", content);
  }

  std::string case_section(const Runs &runs)
  {
    std::string content;
    for (const StoredRun &run : runs)
      if (!run.model.is_null())
        content += fmt::format("<details><summary>The case file of {}, after overrides</summary><pre>{}</pre></details>\n", html(run.label),
                               html_lines(run.model.at("case_file").get<std::string>()));
    return content.empty() ? "" : section("case", "Case", content);
  }
} // namespace sagitta::report
