// Which candidate to choose, why, how certain that is, and the trade-offs of the others.

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

    std::string strong(const std::string &text)
    {
      return "<strong>" + html(text) + "</strong>";
    }

    std::string per_cent(double share)
    {
      return fmt::format("{:.3g} %", 100 * share);
    }

    std::vector<std::size_t> within_limits(const StoredStudy &study)
    {
      std::vector<std::size_t> result;
      for (const std::size_t c : study.ranking())
        if (study.is_within(c))
          result.push_back(c);
      return result;
    }

    /// "|warpage_room| -46 um, 3rd of 24" for every goal.
    std::string describe_places(const StoredStudy &study, std::size_t best)
    {
      const std::vector<std::size_t> members = within_limits(study);
      std::string items;
      for (const StoredGoal &goal : study.goals)
        {
          const Figure &figure = study.figures[goal.figure];
          const double value = study.value(best, goal.figure), cost = goal.cost(figure, value);
          const auto ahead = std::count_if(members.begin(), members.end(),
                                           [&](std::size_t c) { return goal.cost(figure, study.value(c, goal.figure)) < cost; });
          items += fmt::format("<li>{}: {}; {} of {} candidates are better in this goal.</li>\n", strong(figure.label(true)),
                               html(figure.text(value)), ahead, members.size() - 1);
        }
      return "<ul>\n" + items + "</ul>\n";
    }

    /// The differences of `other` from `one` in words: "better in hotspot by 2 K; worse in |warpage_room| by 17 um".
    std::string describe_trade(const StoredStudy &study, std::size_t other, std::size_t one)
    {
      std::string better, worse;
      const auto add = [](std::string &list, const std::string &item) { list += (list.empty() ? "" : ", ") + item; };
      for (std::size_t f = 0; f < study.figures.size(); ++f)
        {
          const Figure &figure = study.figures[f];
          const auto goal = std::find_if(study.goals.begin(), study.goals.end(), [&](const StoredGoal &g) { return g.figure == f; });
          const bool rises = goal == study.goals.end() ? figure.at_least.has_value() && !figure.at_most : goal->aim == "maximise";
          if (goal == study.goals.end() && !figure.at_most && !figure.at_least)
            continue; // the study does not say which values are better
          const double a = figure.compared(study.value(one, f)), b = figure.compared(study.value(other, f));
          const std::string text =
              html(figure.is_signed ? "|" + figure.name + "|" : figure.name) + " by " + html(figure.difference_text(std::abs(b - a)));
          if (a != b)
            add((b < a) != rises ? better : worse, text);
        }
      return (better.empty() ? "" : "better in " + better) + (better.empty() || worse.empty() ? "" : "; ") +
             (worse.empty() ? "" : "worse in " + worse);
    }

    /// "filler alumina, loading 85 %"
    std::string describe_values(const StoredStudy &study, std::size_t candidate)
    {
      std::string text;
      for (const auto &[name, label] : study.candidate(candidate).at("parameters").items())
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, label.get<std::string>());
      return text;
    }

    void add_row(const StoredStudy &study, std::size_t c, const std::string &reason, report::Table &table)
    {
      const Json &candidate = study.candidate(c);
      const bool is_ranked = candidate.at("rank").is_number();
      std::vector<std::string> row = {is_ranked ? candidate.at("rank").dump() : "",
                                      strong(study.label(c)) + "<br><small>" + html(reason) + "</small>"};
      for (std::size_t f = 0; f < study.figures.size(); ++f)
        {
          const double value = study.value(c, f);
          row.push_back(std::isnan(value) ? "-" : fmt::format("{:.4g}", study.figures[f].shown(value)));
        }
      row.push_back(is_ranked ? per_cent(candidate.at("first_share").get<double>()) : "");
      table.add(row);
    }

    /// The first candidate and those that somebody may prefer, and what each of them trades.
    std::string describe_alternatives(const StoredStudy &study, std::size_t best)
    {
      std::string alignment = "rl";
      std::vector<std::string> headings = {"rank", "candidate"};
      for (const Figure &figure : study.figures)
        {
          headings.push_back(figure.label());
          alignment += "r";
        }
      headings.emplace_back("first at");
      report::Table table("The first candidate and its alternatives", alignment + "r", headings);
      std::string trades;
      const auto add = [&](std::size_t c, const std::string &reason) {
        add_row(study, c, reason, table);
        if (c != best && study.is_solved(c))
          trades += fmt::format("<li>{}: {}.</li>\n", strong(study.label(c)), describe_trade(study, c, best));
      };
      add(best, "the lowest score");
      for (const Json &one : study.json.at("decision").at("alternatives"))
        add(one.at("candidate").get<std::size_t>(), one.at("reason").get<std::string>());
      add(0, "the base case of the study");
      return table.to_html() +
             paragraph("<em>First at</em>: the share of all weightings of the goals, spread uniformly, at which the candidate has the "
                       "lowest score.",
                       "note") +
             paragraph("Compared with the first candidate:") + "<ul>\n" + trades + "</ul>\n";
    }

    /// The difference of the first two in every goal beside the error of the mesh.
    std::string mesh_items(const StoredStudy &study, std::size_t best, std::size_t second)
    {
      if (!study.json.contains("mesh_error"))
        return "<li>The error of the mesh was not estimated; <code>mesh_error: true</code> in the study estimates it.</li>\n";
      const Json &error = study.json.at("mesh_error");
      if (const std::string sentence = error.at("sentence").get<std::string>(); !sentence.empty())
        return "<li>The error of the mesh is not known: " + html(sentence) + "</li>\n";
      std::string items;
      for (const StoredGoal &goal : study.goals)
        {
          const Figure &figure = study.figures[goal.figure];
          if (figure.unit != "um" || !error.at("states").contains(figure.state))
            continue;
          const Json &value = error.at("states").at(figure.state).at("error").at("value");
          const double difference =
              std::abs(figure.compared(study.value(best, goal.figure)) - figure.compared(study.value(second, goal.figure)));
          if (!value.is_number())
            continue;
          items += fmt::format("<li>{}: the first two differ by {}; the error of the mesh is {} for the base case, and similar for all "
                               "candidates on this mesh{}.</li>\n",
                               strong(figure.label(true)), html(figure.difference_text(difference)),
                               html(figure.difference_text(value.get<double>())),
                               difference < value.get<double>() ? ": <strong>the difference is within the error of the mesh</strong>" : "");
        }
      return items;
    }

    std::string margin_items(const StoredStudy &study, std::size_t second)
    {
      std::string items;
      const Json &margins = study.json.at("decision").at("margins");
      for (std::size_t g = 0; g < study.goals.size(); ++g)
        if (margins.at(g).is_number())
          {
            const Figure &figure = study.figures[study.goals[g].figure];
            items += fmt::format("{}{} by {}", items.empty() ? "" : ", or ", strong(figure.label(true)),
                                 html(figure.difference_text(margins.at(g).get<double>())));
          }
      return items.empty() ? ""
                           : fmt::format("<li>The second candidate, {}, becomes the first if the first one is worse in {}, on the scales "
                                         "of this study.</li>\n",
                                         html(study.label(second)), items);
    }

    /// How the values of the materials of a candidate are known.
    std::string kinds_item(const StoredStudy &study, std::size_t candidate)
    {
      std::map<std::string, std::size_t> counts;
      const Json &sources = study.json.at("sources");
      for (const Json &made : sources.at("candidates"))
        if (made.at("candidate").get<std::size_t>() == candidate)
          for (const Json &m : made.at("materials"))
            for (const Json &value : sources.at("materials").at(m.get<std::size_t>()).at("values"))
              ++counts[value.at("kind").get<std::string>()];
      std::string text;
      for (const auto &[kind, count] : counts)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, html(kind));
      return text.empty() ? ""
                          : "<li>Values of its materials: " + text +
                                "; predicted ones have bounds, <a href=\"#sources\">below</a>. An error of a value that all candidates "
                                "share changes all of them in a similar way.</li>\n";
    }

    std::string describe_certainty(const StoredStudy &study, std::size_t best)
    {
      std::string items =
          fmt::format("<li>Effect of the weights: it comes first at {} of all weightings of the goals ({} drawn uniformly).</li>\n",
                      per_cent(study.candidate(best).at("first_share").get<double>()), study.json.at("decision").at("weightings").dump());
      const std::vector<std::size_t> members = within_limits(study);
      if (members.size() > 1)
        items += margin_items(study, members[1]) + mesh_items(study, best, members[1]);
      if (study.json.contains("reduced_models"))
        items += fmt::format("<li>Reduced models: {}. <a href=\"#reduced-models\">More</a></li>\n",
                             html(study.json.at("reduced_models").at("sentence").get<std::string>()));
      for (const Json &edge : study.json.at("decision").at("edges"))
        items += "<li>" + html(edge.get<std::string>()) + ".</li>\n";
      return "<ul>\n" + items + kinds_item(study, best) + "</ul>\n";
    }

    std::size_t count_status(const StoredStudy &study, const char *status)
    {
      std::size_t count = 0;
      for (std::size_t c = 1; c < study.n_candidates(); ++c)
        count += study.candidate(c).at("status") == status ? 1 : 0;
      return count;
    }

    std::string tile(const std::string &value, const std::string &first, const std::string &second)
    {
      return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span><span>{}</span></div>\n", html(value), html(first), second);
    }
    /// What the study says in short: the choice, or else how the first figure spreads.
    std::string first_tile(const StoredStudy &study)
    {
      if (const std::optional<std::size_t> best = study.best())
        return tile(describe_values(study, *best), "has the lowest score within all limits",
                    fmt::format("first at {} of all weightings", per_cent(study.candidate(*best).at("first_share").get<double>())));
      if (study.goals.empty() && study.json.contains("uncertainty"))
        {
          const Json &output = study.json.at("uncertainty").at("outputs").at(0);
          const auto figure = std::find_if(study.figures.begin(), study.figures.end(),
                                           [&](const Figure &one) { return one.name == output.at("output").get<std::string>(); });
          return tile(fmt::format("{} \u00b1 {}", figure->text(output.at("mean").at("value").get<double>()),
                                  figure->difference_text(output.at("deviation").at("value").get<double>())),
                      output.at("output").get<std::string>() + ", mean and standard deviation", "");
        }
      return tile("no choice", study.goals.empty() ? "the study has no goals" : "no solved candidate is within all limits", "");
    }
  } // namespace

  std::string heading(const StoredStudy &study)
  {
    const std::string title = study.json.at("title").get<std::string>(), name = study.json.at("name").get<std::string>();
    std::string result = "<header>\n<h1>" + html(title.empty() ? name : title) + "</h1>\n";
    result +=
        paragraph(fmt::format("study <strong>{}</strong> of the base case <code>{}</code>, hash <code>{}</code>; Sagitta {} (revision "
                              "<code>{}</code>)",
                              html(name), html(study.json.at("base").get<std::string>()),
                              html(study.candidate(0).at("hash").get<std::string>().substr(0, 12)),
                              html(study.json.at("version").get<std::string>()), html(study.json.at("revision").get<std::string>())),
                  "origin");
    std::string tiles = first_tile(study);
    tiles += tile(std::to_string(study.n_candidates() - 1), "candidates",
                  fmt::format("{} solved, {} of them within all limits; {} rejected, {} failed, {} not yet solved", study.ranking().size(),
                              within_limits(study).size(), count_status(study, "rejected"), count_status(study, "failed"),
                              count_status(study, "missing")));
    return result + "<div class=\"tiles\">" + tiles + "</div>\n</header>\n";
  }

  std::string decision_section(const StoredStudy &study)
  {
    const std::optional<std::size_t> best = study.best();
    if (!best)
      return "";
    std::string content = paragraph(fmt::format("Take {}: of the {} candidates within all limits it has the lowest score.",
                                                strong(describe_values(study, *best)), within_limits(study).size()),
                                    "statement measured");
    content += "<h3>Why</h3>\n" + describe_places(study, *best) + "<h3>Uncertainty of the choice</h3>\n" +
               describe_certainty(study, *best) + "<h3>Alternatives</h3>\n" + describe_alternatives(study, *best);
    return report::section("decision", "The choice", content);
  }
} // namespace sagitta::study_report
