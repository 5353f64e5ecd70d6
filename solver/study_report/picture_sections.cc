// Pictures of a study: the front, responses, contours.

#include <solver/report/html.h>
#include <solver/study_report/contour_picture.h>
#include <solver/study_report/front_picture.h>
#include <solver/study_report/study_sections.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sagitta::study_report
{
  namespace
  {
    using report::html;
    using report::paragraph;

    /// Goals and what has limits, each once.
    std::vector<std::size_t> compared_figures(const StoredStudy &study)
    {
      constexpr std::size_t most = 4;
      std::vector<std::size_t> result;
      const auto add = [&](std::size_t figure) {
        if (result.size() < most && std::count(result.begin(), result.end(), figure) == 0)
          result.push_back(figure);
      };
      for (const StoredGoal &goal : study.goals)
        add(goal.figure);
      for (std::size_t f = 0; f < study.figures.size(); ++f)
        if (study.figures[f].at_most || study.figures[f].at_least)
          add(f);
      return result;
    }

    std::vector<std::string> numeric_parameters(const StoredStudy &study)
    {
      std::vector<std::string> names;
      for (const auto &[name, parameter] : study.json.at("parameters").items())
        if (parameter.at("is_numeric").get<bool>())
          names.push_back(name);
      return names;
    }

    double number_of(const StoredStudy &study, std::size_t candidate, const std::string &parameter)
    {
      const Json &number = study.candidate(candidate).at("numbers").at(parameter);
      return number.is_number() ? number.get<double>() : std::numeric_limits<double>::quiet_NaN();
    }

    /// The values of all parameters but two.
    std::string others_of(const StoredStudy &study, std::size_t candidate, const std::string &x, const std::string &y)
    {
      std::string text;
      for (const auto &[name, label] : study.candidate(candidate).at("parameters").items())
        if (name != x && name != y)
          text += (text.empty() ? "" : ", ") + label.get<std::string>();
      return text;
    }

    std::string axis_label(const StoredStudy &study, const std::string &parameter)
    {
      const auto unit = study.json.at("parameters").at(parameter).at("unit").get<std::string>();
      return parameter + (unit.empty() ? "" : " [" + unit + "]");
    }

    /// Candidates whose other parameters are alike, as a grid; empty where they are none.
    report::HeightMap grid_of(const StoredStudy &study, const std::vector<std::size_t> &members, const std::array<std::string, 2> &axes,
                              std::size_t figure)
    {
      report::HeightMap map;
      const auto unique = [](std::vector<double> &values) {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
      };
      for (const std::size_t c : members)
        {
          map.x.push_back(number_of(study, c, axes[0]));
          map.y.push_back(number_of(study, c, axes[1]));
        }
      unique(map.x);
      unique(map.y);
      if (map.x.size() < 2 || map.y.size() < 2 || map.x.size() * map.y.size() != members.size())
        return {};
      map.w.assign(members.size(), std::numeric_limits<double>::quiet_NaN());
      const auto index = [](const std::vector<double> &values, double value) {
        return static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), value) - values.begin());
      };
      for (const std::size_t c : members)
        map.w[index(map.y, number_of(study, c, axes[1])) * map.x.size() + index(map.x, number_of(study, c, axes[0]))] =
            study.figures[figure].shown(study.value(c, figure));
      return map;
    }

    /// The candidates by the values of all parameters but two, in the order of the study.
    std::vector<std::pair<std::string, std::vector<std::size_t>>> group_candidates(const StoredStudy &study,
                                                                                   const std::array<std::string, 2> &axes)
    {
      std::vector<std::pair<std::string, std::vector<std::size_t>>> groups;
      for (std::size_t c = 1; c < study.n_candidates(); ++c)
        {
          const std::string others = others_of(study, c, axes[0], axes[1]);
          auto group = std::find_if(groups.begin(), groups.end(), [&](const auto &one) { return one.first == others; });
          if (group == groups.end())
            group = groups.insert(groups.end(), {others, {}});
          group->second.push_back(c);
        }
      return groups;
    }

    std::string contours_over(const StoredStudy &study, const std::array<std::string, 2> &axes)
    {
      constexpr std::size_t most = 12;
      std::string pictures;
      std::size_t count = 0;
      for (const auto &[others, members] : group_candidates(study, axes))
        for (std::size_t f = 0; f < study.figures.size() && count < most; ++f)
          if (study.figures[f].is_signed)
            {
              const report::HeightMap map = grid_of(study, members, axes, f);
              if (std::count_if(map.w.begin(), map.w.end(), [](double w) { return std::isfinite(w); }) < 4)
                continue;
              const std::string what = study.figures[f].label() + (others.empty() ? "" : " (" + others + ")");
              pictures += report::image_figure(contour_picture({map, axis_label(study, axes[0]), axis_label(study, axes[1]), what}),
                                               fmt::format("{} over {} and {}", what, axes[0], axes[1]), "");
              ++count;
            }
      return pictures;
    }
  } // namespace

  std::string front_section(const StoredStudy &study)
  {
    const std::vector<std::size_t> figures = compared_figures(study);
    if (figures.size() < 2 || study.ranking().empty())
      return "";
    std::string pictures;
    for (std::size_t i = 0; i < figures.size(); ++i)
      for (std::size_t j = i + 1; j < figures.size(); ++j)
        pictures += report::image_figure(
            front_picture(study, {figures[i], figures[j]}),
            fmt::format("{} against {} for all candidates", study.figures[figures[j]].label(true), study.figures[figures[i]].label(true)),
            "");
    return report::section("front", "Goals against one another",
                           paragraph("Filled, with its rank: on the front of all goals together. Circles: within all limits. Crosses: "
                                     "beyond a limit. The square is the base case.",
                                     "note") +
                               "<div class=\"maps\">" + pictures + "</div>\n");
  }

  std::string response_section(const StoredStudy &study)
  {
    std::string pictures;
    for (const std::string &parameter : numeric_parameters(study))
      for (const auto &[stem, svg] : study.plots)
        if (stem == "response_" + parameter)
          pictures += report::image_figure(svg, "All outputs over " + parameter + ", a curve for each combination of the other parameters",
                                           "Over " + html(parameter) + "; dashed: limits.");
    return pictures.empty() ? "" : report::section("responses", "Response curves", pictures);
  }

  std::string contour_section(const StoredStudy &study)
  {
    const std::vector<std::string> names = numeric_parameters(study);
    std::string pictures;
    for (std::size_t i = 0; i < names.size(); ++i)
      for (std::size_t j = i + 1; j < names.size(); ++j)
        pictures += contours_over(study, {{names[i], names[j]}});
    if (pictures.empty())
      return "";
    return report::section("contours", "Figures with a sign over two parameters",
                           paragraph("Linear between the candidates, which are dots; the thick line is zero.", "note") +
                               "<div class=\"maps\">" + pictures + "</div>\n");
  }
} // namespace sagitta::study_report
