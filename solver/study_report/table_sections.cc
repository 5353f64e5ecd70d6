// Tables of all candidates: ranking, zeros, rejections, sources.

#include <solver/report/html.h>
#include <solver/study_report/study_sections.h>

#include <fmt/format.h>

#include <cmath>

namespace sagitta::study_report
{
  namespace
  {
    using report::html;
    using report::paragraph;

    constexpr std::size_t most_rows = 20;

    std::string cell(const StoredStudy &study, std::size_t c, std::size_t f)
    {
      const Figure &figure = study.figures[f];
      const double value = study.value(c, f), base = study.value(0, f);
      if (std::isnan(value))
        return "-";
      std::string text = fmt::format("{:.4g}", figure.shown(value));
      if (c > 0 && !std::isnan(base))
        text += fmt::format(" <span class=\"difference\">({:+.3g})</span>", (value - base) / figure.factor);
      return text;
    }

    /// `has_sources`: its inputs are listed in the section of the sources.
    void add_row(const StoredStudy &study, std::size_t c, bool has_sources, report::Table &table)
    {
      const Json &candidate = study.candidate(c);
      const bool is_ranked = candidate.at("rank").is_number() && !study.goals.empty();
      std::vector<std::string> row = {is_ranked ? candidate.at("rank").dump() : "",
                                      has_sources ? fmt::format("<a href=\"#candidate-{}\">{}</a>", c, html(study.label(c)))
                                                  : html(study.label(c))};
      for (std::size_t f = 0; f < study.figures.size(); ++f)
        row.push_back(cell(study, c, f));
      row.push_back(is_ranked ? fmt::format("{:.3f}", candidate.at("score").get<double>()) : "");
      const std::string sentence = candidate.at("sentence").get<std::string>();
      row.push_back(candidate.at("on_front").get<bool>()        ? "front"
                    : study.is_solved(c) && !study.is_within(c) ? "<span class=\"fail\">" + html(sentence) + "</span>"
                                                                : html(sentence));
      table.add(row);
    }

    report::Table new_table(const StoredStudy &study, const std::string &caption)
    {
      std::vector<std::string> headings = {"rank", "candidate"};
      std::string alignment = "rl";
      for (const Figure &figure : study.figures)
        {
          headings.push_back(figure.label());
          alignment += "r";
        }
      headings.emplace_back("score");
      headings.emplace_back("");
      return {caption, alignment + "rl", headings};
    }

    /// The changes of the base case and the hash that candidates are known by.
    std::string input_table(const StoredStudy &study)
    {
      report::Table table("Changes of each candidate: sagitta run BASE with these changes (--set) computes it again", "lllrl",
                          {"candidate", "changes of the base case", "hash of the case", "time [s]", "materials"});
      for (const Json &made : study.json.at("sources").at("candidates"))
        {
          const auto c = made.at("candidate").get<std::size_t>();
          const Json &candidate = study.candidate(c);
          std::string changes, materials;
          for (const Json &one : candidate.at("overrides"))
            changes += "<code>" + html(one.get<std::string>()) + "</code><br>";
          for (const Json &m : made.at("materials"))
            materials += fmt::format("{}<a href=\"#material-{}\">{}</a>", materials.empty() ? "" : ", ", m.get<std::size_t>(),
                                     html(study.json.at("sources").at("materials").at(m.get<std::size_t>()).at("name").get<std::string>()));
          table.add({fmt::format("<span id=\"candidate-{}\">{}</span>", c, html(study.label(c))), changes.empty() ? "none" : changes,
                     fmt::format("<code>{}</code>", html(candidate.at("hash").get<std::string>().substr(0, 12))),
                     candidate.at("seconds").is_number() ? fmt::format("{:.2f}", candidate.at("seconds").get<double>()) : "", materials});
        }
      return table.to_html();
    }

    void add_material(std::size_t number, const Json &material, report::Table &table)
    {
      std::string name = fmt::format("<strong id=\"material-{}\">{}</strong><br><small>{}</small>", number,
                                     html(material.at("name").get<std::string>()), html(material.at("description").get<std::string>()));
      const auto add = [&](const std::string &property, const std::string &value, const std::string &kind, const std::string &source) {
        table.add({name, property, value, kind, source});
        name.clear();
      };
      for (const Json &value : material.at("values"))
        {
          const std::string kind = value.at("kind").get<std::string>(), note = value.at("note").get<std::string>();
          add(html(value.at("property").get<std::string>()), html(value.at("value").get<std::string>()),
              kind == "assumed" ? "<strong class=\"assumed\">assumed</strong>" : html(kind),
              html(value.at("source").get<std::string>()) + (note.empty() ? "" : "<br><small>" + html(note) + "</small>"));
        }
    }
  } // namespace

  std::string ranking_section(const StoredStudy &study)
  {
    const std::vector<std::size_t> ranking = study.ranking();
    const bool is_ranked = !study.goals.empty();
    report::Table table = new_table(study, is_ranked ? "The base case and the first of the ranking, with differences from the base case"
                                                     : "The base case and candidates, with differences from the base case"),
                  rest = new_table(study, "");
    add_row(study, 0, true, table);
    for (std::size_t i = 0; i < ranking.size(); ++i)
      add_row(study, ranking[i], i < most_rows, i < most_rows ? table : rest);
    std::string content = table.to_html();
    if (is_ranked)
      content += paragraph("The score is the weighted sum of the goals, each from 0, the best within the limits, to 1, the worst. "
                           "<em>front</em>: no other candidate is better in one goal and at least as good in all others.",
                           "note");
    if (!rest.is_empty())
      content += fmt::format("<details><summary>The other {}</summary>{}</details>\n", ranking.size() - most_rows, rest.to_html());
    // Samples of uncertain inputs are examined one by one only when a result is suspicious.
    if (!is_ranked && study.json.contains("uncertainty"))
      content = fmt::format("<details><summary>{} samples</summary>{}</details>\n", ranking.size(), content);
    return report::section("ranking", is_ranked ? "Ranking" : "Candidates", content);
  }

  std::string zero_section(const StoredStudy &study)
  {
    if (study.json.at("zeros").empty())
      return "";
    report::Table table("", "lllrr", {"output", "others", "along", "zero at", "by linear interpolation"});
    for (const Json &zero : study.json.at("zeros"))
      {
        const std::string along = html(zero.at("over").get<std::string>()), unit = html(zero.at("unit").get<std::string>());
        const bool is_found = zero.at("at").is_number();
        table.add({html(zero.at("output").get<std::string>()), html(zero.at("others").get<std::string>()), along,
                   is_found ? fmt::format("{:.4g} {}", zero.at("at").get<double>(), unit) : html(zero.at("sentence").get<std::string>()),
                   is_found ? fmt::format("{:.4g} {}", zero.at("by_straight_line").get<double>(), unit) : ""});
      }
    return report::section("zeros", "Zeros",
                           table.to_html() +
                               paragraph("By a monotone cubic through the candidates; the difference from linear interpolation shows how "
                                         "well their spacing resolves the curve. A run at the zero confirms it.",
                                         "note"));
  }

  std::string rejection_section(const StoredStudy &study)
  {
    report::Table table("", "lll", {"candidate", "", "why"});
    for (std::size_t c = 1; c < study.n_candidates(); ++c)
      if (const std::string status = study.candidate(c).at("status").get<std::string>(); status == "rejected" || status == "failed")
        table.add({html(study.label(c)), status == "failed" ? "failed in the solve" : "rejected, not solved",
                   html(study.candidate(c).at("sentence").get<std::string>())});
    return table.is_empty() ? "" : report::section("rejected", "Rejected", table.to_html());
  }

  std::string source_section(const StoredStudy &study)
  {
    const Json &materials = study.json.at("sources").at("materials");
    report::Table table("Materials, every value with its kind and source", "lllll", {"material", "property", "value", "kind", "source"});
    for (std::size_t m = 0; m < materials.size(); ++m)
      add_material(m, materials.at(m), table);
    return report::section("sources", "Inputs and sources",
                           input_table(study) + fmt::format("<details><summary>{} materials with their sources</summary>{}</details>\n",
                                                            materials.size(), table.to_html()));
  }
} // namespace sagitta::study_report
