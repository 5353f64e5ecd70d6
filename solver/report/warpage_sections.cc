// Sections of a page on warpage: curve, figures of every state, maps.

#include <solver/output/line_plot.h>
#include <solver/report/html.h>
#include <solver/report/map_picture.h>
#include <solver/report/run_steps.h>
#include <solver/report/sections.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace sagitta::report
{
  namespace
  {
    constexpr double gap = std::numeric_limits<double>::quiet_NaN();

    bool has_warpage(const StoredRun &run)
    {
      return std::any_of(run.states().begin(), run.states().end(), [](const Json &state) { return state.contains("warpage"); });
    }

    bool is_on_curve(const Json &state)
    {
      return has_temperature(state) && state.contains("warpage");
    }

    void add_point(const Json &state, const char *side, output::Series &series)
    {
      series.x.push_back(to_celsius(number(state.at("temperature"))));
      series.y.push_back(1e6 * number(state.at("warpage").at(side)));
    }

    output::Series curve_of(const StoredRun &run, const char *side, const std::string &name)
    {
      output::Series series{name, {}, {}};
      for (const Json *state : states_of_last_package(run))
        if (is_on_curve(*state))
          add_point(*state, side, series);
      return series;
    }

    /// The pieces of a path that heat, that cool, or that stay at a temperature.
    output::Series curve_of_trend(const StoredRun &run, TemperatureTrend wanted, const std::string &name)
    {
      output::Series series{name, {}, {}};
      const Json *last = nullptr;
      for (const Json *state : states_of_last_package(run))
        {
          if (!is_on_curve(*state))
            continue;
          if (last && trend_between(*last, *state) == wanted)
            {
              add_point(*last, "bottom", series);
              add_point(*state, "bottom", series);
              series.x.push_back(gap);
              series.y.push_back(gap);
            }
          last = state;
        }
      return series;
    }

    /// The limits that a standard sets to states: short lines above and below zero.
    output::Series limits_of(const StoredRun &run)
    {
      output::Series series{"limit", {}, {}};
      const output::Series curve = curve_of(run, "bottom", "");
      if (curve.x.empty())
        return series;
      const auto [low, high] = std::minmax_element(curve.x.begin(), curve.x.end());
      const double half = std::max(2., 0.02 * (*high - *low));
      for (const Json *state : states_of_last_package(run))
        if (is_on_curve(*state) && state->at("warpage").at("bottom").contains("limit"))
          for (const double sign : {1., -1.})
            {
              const double limit = 1e6 * sign * number(state->at("warpage").at("bottom").at("limit")),
                           at = to_celsius(number(state->at("temperature")));
              for (const auto &[x, y] : {std::pair{at - half, limit}, std::pair{at + half, limit}, std::pair{at, gap}})
                {
                  series.x.push_back(x);
                  series.y.push_back(y);
                }
            }
      return series;
    }

    output::Series points_of(const MeasuredCurve &measured)
    {
      output::Series series{"measured", {}, {}};
      series.is_points = true;
      for (std::size_t i = 0; i < measured.warpage.size(); ++i)
        {
          series.x.push_back(to_celsius(measured.temperature[i]));
          series.y.push_back(1e6 * measured.warpage[i]);
          if (!measured.uncertainty.empty())
            {
              series.lower.push_back(1e6 * (measured.warpage[i] - measured.uncertainty[i]));
              series.upper.push_back(1e6 * (measured.warpage[i] + measured.uncertainty[i]));
            }
        }
      return series;
    }

    /// The curve of a run: along a path heating and cooling apart.
    void add_curve(const StoredRun &run, unsigned place, bool is_alone, output::Panel &panel)
    {
      constexpr unsigned blue = 0, red = 1;
      const auto add = [&](output::Series series, unsigned colour, unsigned dash) {
        if (series.x.empty())
          return;
        series.colour = colour;
        series.dash = dash;
        panel.series.push_back(std::move(series));
      };
      const std::string prefix = is_alone ? "" : run.label + ", ";
      const bool is_path = !steps_of(run).empty();
      if (is_path)
        {
          add(curve_of_trend(run, TemperatureTrend::heating, prefix + "heating"), is_alone ? red : place, 0);
          add(curve_of_trend(run, TemperatureTrend::cooling, prefix + "cooling"), is_alone ? blue : place, 1);
          add(curve_of_trend(run, TemperatureTrend::constant, ""), is_alone ? blue : place, 2);
        }
      else
        add(curve_of(run, "bottom", is_alone ? "bottom face" : run.label), place, place);
      output::Series dots = curve_of(run, "bottom", "");
      dots.is_points = true;
      add(std::move(dots), place, 0);
    }

    std::string draw_curves(const Runs &runs, const std::optional<MeasuredCurve> &measured)
    {
      output::Panel panel{"warpage [um], + convex", false, {}};
      for (const StoredRun &run : runs)
        add_curve(run, static_cast<unsigned>(&run - runs.data()), runs.size() == 1, panel);
      constexpr unsigned orange = 4, black = 6;
      if (runs.size() == 1 && steps_of(runs.front()).empty())
        {
          panel.series.push_back(curve_of(runs.front(), "top", "top face"));
          panel.series.back().dash = 1;
          panel.series.back().colour = 2;
        }
      if (output::Series limits = limits_of(runs.front()); !limits.x.empty())
        {
          limits.colour = orange;
          panel.series.push_back(limits);
        }
      if (measured)
        {
          panel.series.push_back(points_of(*measured));
          panel.series.back().colour = black;
        }
      return output::svg({"Warpage against temperature", "", "temperature [degC]", false, {panel}});
    }

    std::string caption_of_curve(const Runs &runs)
    {
      std::string caption = "States of uniform temperature; a limit is drawn at the temperature of its state.";
      const auto has_change = [](const RunStep &step) { return !step.joins.empty() || !step.leaves.empty(); };
      for (const StoredRun &run : runs)
        {
          const std::vector<RunStep> steps = steps_of(run);
          const auto last = std::find_if(steps.rbegin(), steps.rend(), has_change);
          if (last != steps.rend())
            caption += fmt::format(" {}The curve begins with the step {}, after which the parts of the package no longer change.",
                                   runs.size() > 1 ? html(run.label) + ": " : "", html(last->name));
        }
      return caption;
    }

    std::string describe(const Agreement &agreement, const MeasuredCurve &measured)
    {
      if (agreement.compared == 0)
        return "no measured temperature lies between the states of the run";
      std::string text =
          fmt::format("root mean square difference <strong>{} um</strong>, mean {} um, largest {} um, over {} of {} measured "
                      "values",
                      micrometres(agreement.root_mean_square, false), micrometres(agreement.mean), micrometres(agreement.largest, false),
                      agreement.compared, measured.warpage.size());
      if (agreement.within)
        text += fmt::format("; {} of them within their uncertainty", *agreement.within);
      return text;
    }

    std::string measured_part(const Runs &runs, const MeasuredCurve &measured)
    {
      std::vector<std::string> headings = {"temperature [degC]", "measured [um]", "uncertainty [um]"};
      std::vector<Agreement> agreements;
      std::string text;
      for (const StoredRun &run : runs)
        {
          agreements.push_back(compare(measured, run));
          headings.push_back("computed - measured [um]" + (runs.size() > 1 ? ", " + run.label : ""));
          text += paragraph((runs.size() > 1 ? html(run.label) + ": " : "") + describe(agreements.back(), measured), "measured");
        }
      Table table("Measured and computed: " + measured.source, "rrr" + std::string(runs.size(), 'r'), headings);
      for (std::size_t i = 0; i < measured.warpage.size(); ++i)
        {
          std::vector<std::string> row = {celsius(measured.temperature[i]), micrometres(measured.warpage[i]),
                                          measured.uncertainty.empty() ? "" : micrometres(measured.uncertainty[i], false)};
          for (const Agreement &agreement : agreements)
            row.push_back(agreement.differences[i] ? micrometres(*agreement.differences[i]) : "beyond the states");
          table.add(row);
        }
      return text + "<details><summary>Measured values</summary>" + table.to_html() + "</details>\n";
    }

    std::string shape_words(const Json &face)
    {
      std::string words = html(face.at("shape").get<std::string>());
      if (face.contains("quadratic"))
        words += " <small>(" + html(face.at("quadratic").at("shape").get<std::string>()) + ")</small>";
      return words;
    }

    std::string verdict(const Json &face)
    {
      if (!face.contains("within_limit"))
        return "";
      return fmt::format("{} um: {} <small>{}</small>", micrometres(number(face.at("limit")), false),
                         face.at("within_limit").get<bool>() ? "pass" : "<strong class=\"fail\">FAIL</strong>",
                         html(face.at("limit").at("source").get<std::string>()));
    }

    void add_face(const Json &state, const std::string &name, const Json &face, Table &table)
    {
      const Json &diagonals = face.at("diagonals").at("value");
      std::string bow;
      if (face.contains("quadratic"))
        bow = micrometres(number(face.at("quadratic").at("bow"))) + " &plusmn; " +
              micrometres(number(face.at("quadratic").at("bow").at("uncertainty")), false);
      const bool is_bottom = name == "bottom";
      table.add({is_bottom ? "<strong>" + html(state.at("name").get<std::string>()) + "</strong>" : "",
                 is_bottom ? temperature_text(state) : "", html(name) + " <small>" + html(face.at("face").get<std::string>()) + "</small>",
                 micrometres(number(face)) + (face.at("sign_is_certain").get<bool>() ? "" : " (?)"), shape_words(face),
                 micrometres(diagonals.at(0).get<double>()) + ", " + micrometres(diagonals.at(1).get<double>()), bow,
                 face.contains("estimated_error") ? micrometres(number(face.at("estimated_error")), false) : "", verdict(face)});
    }

    std::string figures_of(const StoredRun &run)
    {
      Table table(
          "Warpage of every state and face (JEITA ED-7306)", "lrlrlrrrl",
          {"state", "temperature [degC]", "face", "warpage [um]", "shape", "diagonals [um]", "bow [um]", "mesh error [um]", "limit"});
      for (const Json &state : run.states())
        if (state.contains("warpage"))
          {
            for (const char *side : {"bottom", "top"})
              add_face(state, side, state.at("warpage").at(side), table);
            if (state.at("warpage").contains("faces"))
              for (const Json &face : state.at("warpage").at("faces"))
                add_face(state, face.at("name").get<std::string>(), face, table);
          }
      return table.to_html();
    }

    /// Height of the plane of a face [m] by the name of one of its parts: "rdl.bottom + pads.bottom".
    std::optional<double> plane_of(const StoredRun &run, const std::string &face)
    {
      const std::size_t dot = face.find('.');
      if (dot == std::string::npos)
        return std::nullopt;
      const std::string part = face.substr(0, dot), side = face.substr(dot + 1, 3);
      for (const Json &group : run.model.at("parts"))
        for (const Json &name : group.at("names"))
          if (name == part)
            return group.at("z").at("value").at(side == "top" ? 1 : 0).get<double>();
      return std::nullopt;
    }

    /// The dies, and the round parts that touch a face from outside.
    MapOutlines outlines_of(const StoredRun &run, const std::string &face, bool is_bottom)
    {
      MapOutlines outlines;
      if (run.model.is_null())
        return outlines;
      const std::optional<double> plane = plane_of(run, face);
      for (const Json &part : run.model.at("parts"))
        {
          if (part.at("kind") == "die")
            for (const Json &box : run.lengths(part, "rectangles"))
              outlines.dies.push_back(box.get<std::array<double, 4>>());
          const Json &z = part.at("z").at("value");
          if (!plane || std::abs(z.at(is_bottom ? 1 : 0).get<double>() - *plane) > 1e-9)
            continue;
          for (const char *key : {"discs", "bumps"})
            for (const Json &disc : run.lengths(part, key))
              outlines.balls.push_back(disc.get<std::array<double, 3>>());
        }
      return outlines;
    }

    struct ShownMap
    {
      const StoredRun *run;
      const Json *state, *face;
      const HeightMap *map;
    };

    std::vector<ShownMap> maps_of(const Runs &runs, const std::string &state_name, const std::string &face)
    {
      std::vector<ShownMap> shown;
      for (const StoredRun &run : runs)
        {
          const Json *state = run.find_state(state_name);
          const auto maps = run.maps.find(state_name);
          if (!state || maps == run.maps.end() || maps->second.count(face) == 0)
            continue;
          const Json &warpage = state->at("warpage");
          const Json *found = warpage.contains(face) ? &warpage.at(face) : nullptr;
          if (!found && warpage.contains("faces"))
            for (const Json &other : warpage.at("faces"))
              if (other.at("name") == face)
                found = &other;
          if (found)
            shown.push_back({&run, state, found, &maps->second.at(face)});
        }
      return shown;
    }

    std::string map_figure(const Runs &runs, const ShownMap &shown, const std::string &face, const ColourScale &scale)
    {
      const std::string state = shown.state->at("name").get<std::string>(), parts = shown.face->at("face").get<std::string>();
      const std::string words =
          fmt::format("warpage {} um, {}", micrometres(number(*shown.face)), shown.face->at("shape").get<std::string>());
      const std::string run = runs.size() > 1 ? shown.run->label + ", " : "";
      const MapOutlines outlines = outlines_of(*shown.run, parts, face == "bottom");
      const auto [low, high] = range_of(*shown.map);
      const std::string caption =
          fmt::format("<strong>{}{}</strong>, {} degC<br>{}{}", html(run), html(state), temperature_text(*shown.state), html(words),
                      shown.face->at("sign_is_certain").get<bool>() ? "" : " (sign uncertain)");
      return "<div class=\"map\">" +
             figure(draw_map(*shown.map, outlines, scale), fmt::format("Map of the face {} in the state {}: {}", parts, state, words),
                    caption) +
             figure(draw_diagonals(*shown.map, low, high), fmt::format("Heights along both diagonals of {} in the state {}", parts, state),
                    "") +
             "</div>\n";
    }

    std::string face_maps(const Runs &runs, const std::string &face)
    {
      double low = std::numeric_limits<double>::infinity(), high = -low;
      std::vector<ShownMap> all;
      for (const std::string &state : state_names(runs))
        for (const ShownMap &shown : maps_of(runs, state, face))
          {
            all.push_back(shown);
            const auto range = range_of(*shown.map);
            low = std::min(low, range[0]);
            high = std::max(high, range[1]);
          }
      if (all.empty())
        return "";
      const ColourScale scale(low, high);
      std::string content = fmt::format("<h3>Face {} <small>{}</small></h3>\n<div class=\"scale\">", html(face),
                                        html(all.front().face->at("face").get<std::string>()));
      content += figure(scale.legend(300), "Colours of the heights, common to all maps of this face", "") + "<div class=\"maps\">";
      for (const ShownMap &shown : all)
        content += map_figure(runs, shown, face, scale);
      return content + "</div></div>\n";
    }
  } // namespace

  std::string curve_section(const Runs &runs, const std::optional<MeasuredCurve> &measured)
  {
    if (std::none_of(runs.begin(), runs.end(), has_warpage))
      return "";
    std::string content;
    const auto has_curve = [](const StoredRun &run) { return curve_of(run, "bottom", "").x.size() > 1; };
    if (std::any_of(runs.begin(), runs.end(), has_curve) || measured)
      content += figure(draw_curves(runs, measured), "Warpage of the bottom face against temperature, with the limits of the states",
                        caption_of_curve(runs));
    if (measured)
      content += measured_part(runs, *measured);
    for (const StoredRun &run : runs)
      if (has_warpage(run))
        content += run_heading(runs, run) + figures_of(run);
    content +=
        paragraph("The sign is + where the centre lies away from the board (balls down). (?) marks an uncertain sign: the magnitude is "
                  "within its uncertainty. The bow is that of the best quadratic; it changes smoothly and is suited for comparisons.",
                  "note");
    return section("warpage", "Warpage", content);
  }

  std::string map_section(const Runs &runs)
  {
    std::vector<std::string> faces;
    for (const StoredRun &run : runs)
      for (const auto &state : run.maps)
        for (const auto &face : state.second)
          if (std::find(faces.begin(), faces.end(), face.first) == faces.end())
            faces.push_back(face.first);
    std::string content;
    for (const std::string &face : faces)
      content += face_maps(runs, face);
    if (content.empty())
      return "";
    content += paragraph("Heights over the fitted plane. Colours are common to all maps of a face; the black lines are labelled with their "
                         "height in um, at an interval that differs from map to map. Red: outlines of dies; circles: balls that touch the "
                         "face. Dashed: the diagonal from lower left, dotted: from upper left. &#9651; highest, &#9661; lowest point.",
                         "note");
    return section("maps", "Maps of the faces", content);
  }
} // namespace sagitta::report
