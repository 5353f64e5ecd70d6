#include <solver/study/decision_table.h>

#include <solver/study/model_use.h>
#include <solver/study/uncertainty_files.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace sagitta::study
{
  namespace
  {
    using Table = std::vector<std::vector<std::string>>; ///< rows of cells

    void print(std::ostream &out, const Table &table)
    {
      std::vector<std::size_t> widths;
      for (const auto &row : table)
        for (std::size_t i = 0; i < row.size(); ++i)
          {
            widths.resize(std::max(widths.size(), i + 1), 0);
            widths[i] = std::max(widths[i], row[i].size());
          }
      for (const auto &row : table)
        {
          std::string line;
          for (std::size_t i = 0; i < row.size(); ++i)
            line += fmt::format(i < 2 ? "{:<{}}  " : "{:>{}}  ", row[i], widths[i]);
          line.erase(line.find_last_not_of(' ') + 1);
          out << line << "\n";
        }
    }

    std::string number(double value)
    {
      return std::isnan(value) ? "-" : fmt::format("{:.4g}", value);
    }

    std::vector<std::string> row_of(const StudyResult &result, std::size_t candidate)
    {
      const Entry &entry = result.decision.entries[candidate];
      const bool is_base = result.candidates[candidate].is_base();
      std::vector<std::string> row = {is_base ? "" : std::to_string(entry.rank), label_of(result.study, result.candidates[candidate])};
      for (std::size_t o = 0; o < result.study.outputs.size(); ++o)
        row.push_back(number(result.study.outputs[o].shown(entry.values[o])));
      row.push_back(is_base || entry.rank == 0 ? "" : fmt::format("{:.3f}", entry.score));
      row.push_back(entry.is_on_front ? "front" : entry.status == Status::solved && !entry.is_within ? "limit" : "");
      return row;
    }

    /// Reasons with the number of candidates of each, most first.
    void print_reasons(std::ostream &out, const StudyResult &result, Status status)
    {
      std::map<std::string, std::size_t> counts;
      for (std::size_t c = 0; c < result.candidates.size(); ++c)
        if (const Entry &entry = result.decision.entries[c]; entry.status == status)
          ++counts[fmt::format("{}: {}", label_of(result.study, result.candidates[c]), entry.sentence)];
      constexpr std::size_t most = 12;
      std::size_t shown = 0;
      for (const auto &[sentence, count] : counts)
        if (shown++ < most)
          out << "  " << sentence << "\n";
      if (counts.size() > most)
        out << fmt::format("  and {} more, in ledger.csv\n", counts.size() - most);
    }

    /// The recommended candidate, and how certain it is.
    void print_verdict(std::ostream &out, const StudyResult &result)
    {
      const Verdict &verdict = result.verdict;
      if (!verdict.best)
        return;
      out << fmt::format("\nTake {}: it comes first at {:.3g} % of all weightings of the goals.\n",
                         label_of(result.study, result.candidates[*verdict.best]), 100 * verdict.first_share[*verdict.best]);
      for (const Alternative &one : verdict.alternatives)
        out << fmt::format("  {}: {}, first at {:.3g} %\n", label_of(result.study, result.candidates[one.candidate]), one.reason,
                           100 * verdict.first_share[one.candidate]);
      for (const std::string &edge : verdict.edges)
        out << "  " << edge << "\n";
    }

    void print_zeros(std::ostream &out, const StudyResult &result)
    {
      for (const Zero &zero : result.decision.zeros)
        {
          const Goal &goal = result.study.goals[zero.goal];
          const Parameter &parameter = result.study.parameters[goal.over];
          const std::string where = zero.others.empty() ? "" : " (" + zero.others + ")";
          out << result.study.outputs[goal.output].name << where
              << (zero.is_found ? fmt::format(" is zero at {} = {:.4g} {}, by linear interpolation at {:.4g}\n", parameter.name, zero.at,
                                              parameter.unit, zero.linear)
                                : ": " + zero.sentence + "\n");
        }
    }

    void print_mesh_error(std::ostream &out, const MeshError &error)
    {
      if (!error.sentence.empty())
        out << "Error of the mesh: not known: " << error.sentence << "\n";
      for (const MeshError::State &state : error.states)
        out << fmt::format("Error of the mesh, base case, {}: {} of a warpage of {:.4g} um\n", state.name,
                           state.error ? fmt::format("{:.2g} um", 1e6 * *state.error) : "not known", 1e6 * state.warpage);
    }

    void print_models(std::ostream &out, const StudyResult &result)
    {
      if (!result.decision.models.empty())
        out << "Reduced models: " << describe(find_model_use(result.study, result.decision)) << ".\n";
    }
  } // namespace

  void print_decision(std::ostream &out, const StudyResult &result)
  {
    const Decision &decision = result.decision;
    if (!result.study.title.empty())
      out << result.study.title << "\n\n";
    std::vector<std::string> head = {"rank", "candidate"};
    for (const Output &output : result.study.outputs)
      head.push_back(output.name + " [" + info(output.measure).unit + "]");
    head.emplace_back("score");
    head.emplace_back("");
    Table table = {head, row_of(result, 0)};
    constexpr std::size_t most = 20;
    for (std::size_t i = 0; i < std::min(most, decision.ranking.size()); ++i)
      table.push_back(row_of(result, decision.ranking[i]));
    print(out, table);
    const auto within =
        std::count_if(decision.ranking.begin(), decision.ranking.end(), [&](std::size_t c) { return decision.entries[c].is_within; });
    out << fmt::format(
        "\n{} candidates: {} solved, {} of them within all limits, {} rejected before the solve, {} failed, {} not yet solved.\n",
        result.candidates.size() - 1, decision.ranking.size(), within,
        std::count_if(decision.entries.begin() + 1, decision.entries.end(), [](const Entry &e) { return e.status == Status::rejected; }),
        std::count_if(decision.entries.begin() + 1, decision.entries.end(), [](const Entry &e) { return e.status == Status::failed; }),
        std::count_if(decision.entries.begin() + 1, decision.entries.end(), [](const Entry &e) { return e.status == Status::missing; }));
    if (!result.study.goals.empty() && !decision.ranking.empty())
      out << "The score is the weighted sum of the goals, each from 0 (best within the limits) to 1 (worst). front: no other candidate is "
             "better in one goal and at least as good in all others. limit: a limit is exceeded.\n";
    print_verdict(out, result);
    if (decision.count(Status::rejected) > 0)
      {
        out << "Rejected:\n";
        print_reasons(out, result, Status::rejected);
      }
    if (decision.count(Status::failed) > 0)
      {
        out << "Failed:\n";
        print_reasons(out, result, Status::failed);
      }
    print_zeros(out, result);
    print_models(out, result);
    if (result.mesh_error)
      print_mesh_error(out, *result.mesh_error);
    if (result.uncertainty)
      print_uncertainty(out, result.study, *result.uncertainty);
  }
} // namespace sagitta::study
