// How uncertain inputs spread the figures.

#include <solver/report/html.h>
#include <solver/study_report/study_sections.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::study_report
{
  namespace
  {
    using report::html;
    using report::paragraph;

    const Figure &figure_of(const StoredStudy &study, const Json &output)
    {
      return *std::find_if(study.figures.begin(), study.figures.end(),
                           [&](const Figure &one) { return one.name == output.at("output").get<std::string>(); });
    }

    std::string number(const Json &value, double factor)
    {
      return value.is_number() ? fmt::format("{:.3g}", value.get<double>() / factor) : "-";
    }

    std::string with_interval(const Json &sampled, double factor)
    {
      return fmt::format("{} <span class=\"difference\">({} to {})</span>", number(sampled.at("value"), factor),
                         number(sampled.at("lower"), factor), number(sampled.at("upper"), factor));
    }

    /// Two decimals: samples give no more digits, and a value that is zero up to rounding is printed as zero.
    std::string index_with_interval(const Json &sampled)
    {
      const auto text = [&](const char *key) {
        const double value = sampled.at(key).is_number() ? sampled.at(key).get<double>() : NAN;
        return std::isfinite(value) ? fmt::format("{:.2f}", std::abs(value) < .005 ? 0. : value) : std::string("-");
      };
      return fmt::format("{} <span class=\"difference\">({} to {})</span>", text("value"), text("lower"), text("upper"));
    }

    std::string spread_table(const StoredStudy &study, const Json &uncertainty)
    {
      report::Table table("Spread of the figures; in brackets the range of 95 % of such samples", "lrrrrrrr",
                          {"figure", "at the means", "mean", "standard deviation", "to first order", "5 % below", "5 % above",
                           "explained by a linear function"});
      for (const Json &one : uncertainty.at("outputs"))
        {
          const Figure &figure = figure_of(study, one);
          const auto shown = [&](const Json &value) {
            return value.is_number() ? fmt::format("{:.4g}", figure.shown(value.get<double>())) : "-";
          };
          table.add({"<strong>" + html(figure.label()) + "</strong>", shown(one.at("at_means")), shown(one.at("mean").at("value")),
                     with_interval(one.at("deviation"), figure.factor),
                     number(one.at("deviation_first_order"), figure.factor) + (one.at("is_by_adjoint").get<bool>() ? "" : " *"),
                     shown(one.at("percentiles").at("5")), shown(one.at("percentiles").at("95")),
                     one.at("r_squared").is_number() ? fmt::format("{:.1f} %", 100 * one.at("r_squared").get<double>()) : "-"});
        }
      return table.to_html();
    }

    std::string effect_table(const StoredStudy &study, const Json &uncertainty, const Json &one)
    {
      const Figure &figure = figure_of(study, one);
      report::Table table("Effect of one standard deviation of a parameter on " + figure.label(), "lrrll",
                          {"parameter", "by adjoint solves", "by the linear fit", "deviation of the parameter", "name in sensitivities"});
      for (std::size_t p = 0; p < uncertainty.at("parameters").size(); ++p)
        {
          const Json &parameter = uncertainty.at("parameters").at(p), &effect = one.at("effects").at(p);
          const double deviation = parameter.at("deviation").get<double>();
          table.add({html(parameter.at("name").get<std::string>()), number(effect.at("slope_by_adjoint"), figure.factor / deviation),
                     number(effect.at("slope_fitted"), figure.factor / deviation),
                     fmt::format("{:.3g} {}", deviation, html(parameter.at("unit").get<std::string>())),
                     html(parameter.at("sensitivity").get<std::string>())});
        }
      return table.to_html();
    }

    /// Bars of first and total indices.
    std::string index_table(const StoredStudy &study, const Json &uncertainty, const Json &one)
    {
      if (one.value("hardly_varies", false))
        return paragraph("This output hardly varies: its spread is within the error of the solves, and these samples do not show which "
                         "parameter causes it.");
      if (one.at("indices").empty())
        return "";
      report::Table table("Sobol indices of " + figure_of(study, one).label(), "lrrl",
                          {"parameters", "first-order index", "total index", ""});
      for (std::size_t g = 0; g < one.at("indices").size(); ++g)
        {
          const Json &index = one.at("indices").at(g);
          const double total = std::clamp(index.at("total").at("value").get<double>(), 0., 1.),
                       first = std::clamp(index.at("first").at("value").get<double>(), 0., total);
          const std::string bar =
              fmt::format("<svg width=\"202\" height=\"14\" role=\"img\" aria-label=\"{:.0f} and {:.0f} per cent\"><rect x=\"1\" y=\"1\" "
                          "width=\"{:.0f}\" "
                          "height=\"12\" fill=\"#9ecae1\" stroke=\"#0b4f8a\"/><rect x=\"1\" y=\"1\" width=\"{:.0f}\" height=\"12\" "
                          "fill=\"#0b4f8a\"/></svg>",
                          100 * first, 100 * total, 200 * total, 200 * first);
          table.add({html(uncertainty.at("groups").at(g).get<std::string>()), index_with_interval(index.at("first")),
                     index_with_interval(index.at("total")), bar});
        }
      return table.to_html();
    }
  } // namespace

  std::string uncertainty_section(const StoredStudy &study)
  {
    if (!study.json.contains("uncertainty"))
      return "";
    const Json &uncertainty = study.json.at("uncertainty");
    std::string content = spread_table(study, uncertainty);
    content += paragraph("To first order: from the derivatives at the means, by adjoint solves. *: where a parameter has no such "
                         "derivative, the slope of the best linear fit of the samples replaces it.",
                         "note");
    if (const std::string sentence = uncertainty.at("sentence").get<std::string>(); !sentence.empty())
      content += paragraph("No adjoint solves: " + html(sentence));
    for (const Json &one : uncertainty.at("outputs"))
      content += "<h3>" + html(figure_of(study, one).label()) + "</h3>\n" + effect_table(study, uncertainty, one) +
                 index_table(study, uncertainty, one);
    return report::section("uncertainty", "Uncertainty", content);
  }
} // namespace sagitta::study_report
