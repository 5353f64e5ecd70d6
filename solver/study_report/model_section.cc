// The reduced models of a study: which figures they gave, with which bounds, and how often these may fail.

#include <solver/report/html.h>
#include <solver/study_report/study_sections.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::study_report
{
  namespace
  {
    using report::html;

    /// Per output: cases by models and by solves, the largest bound.
    std::string output_table(const StoredStudy &study, const Json &models)
    {
      report::Table table("Figures that reduced models may give", "lrrr", {"output", "by a model", "by a solve", "largest bound"});
      for (const auto &[name, use] : models.at("outputs").items())
        {
          const std::string &wanted = name;
          const auto figure =
              std::find_if(study.figures.begin(), study.figures.end(), [&](const Figure &one) { return one.name == wanted; });
          if (figure == study.figures.end())
            continue;
          const bool is_used = use.at("by_model").get<std::size_t>() > 0;
          table.add({html(name), use.at("by_model").dump(), use.at("by_solve").dump(),
                     is_used ? html(figure->difference_text(use.at("largest_bound").at("value").get<double>())) : "-"});
        }
      return table.to_html();
    }

    std::string model_table(const Json &models)
    {
      report::Table table("The models", "lrrrrrrr",
                          {"state", "cases", "unknowns", "functions", "points", "solves", "random vectors", "probability of a failure"});
      for (const Json &model : models.at("models"))
        table.add({html(model.at("state").get<std::string>()), model.at("cases").dump(), model.at("unknowns").dump(),
                   model.at("functions").dump(), model.at("points").dump(), model.at("solves").dump(), model.at("random_vectors").dump(),
                   fmt::format("{:.0e}", model.at("failure").get<double>())});
      return table.to_html();
    }
  } // namespace

  std::string model_section(const StoredStudy &study)
  {
    if (!study.json.contains("reduced_models"))
      return "";
    const Json &models = study.json.at("reduced_models");
    const std::string content =
        report::paragraph("In this study, " + html(models.at("sentence").get<std::string>()) + ".", "statement") +
        output_table(study, models) + model_table(models) +
        report::paragraph("A case falls back to a solve where a bound is wider than its tolerance, where the sign of the warpage is not "
                          "certain, or where no model covers the case. The bounds rest on norms that are estimated with random vectors, "
                          "by a factor that fails with a probability of 1e-9 for each; the probabilities of all are added up. The bound "
                          "of every figure is in ledger.csv, in ledger.h5 and in study.json.",
                          "note");
    return report::section("reduced-models", "Reduced models", content);
  }
} // namespace sagitta::study_report
