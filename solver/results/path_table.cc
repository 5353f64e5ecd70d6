#include <solver/results/path_table.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace sagitta::results
{
  namespace
  {
    std::string describe_cure(const std::vector<MaterialCure> &cures)
    {
      std::string text;
      for (const MaterialCure &cure : cures)
        {
          text += fmt::format("{}{} {:.3f}", text.empty() ? "" : ", ", cure.material, cure.degree);
          if (cure.range)
            text += fmt::format(" ({:.3f} to {:.3f})", (*cure.range)[0], (*cure.range)[1]);
        }
      return text;
    }

    /// Iterations of a linear solve: on average, and of the hardest.
    std::string describe_solves(const HistoryInfo &history, const SolveInfo &hardest)
    {
      return history.solves == 0 ? "-" : fmt::format("{:.1f}, at most {}", double(history.iterations) / history.solves, hardest.iterations);
    }
  } // namespace

  Table make_path_table(const RunResult &result)
  {
    const bool is_heated = std::any_of(result.states.begin(), result.states.end(),
                                       [](const StateResult &state) { return state.history && state.history->hottest; });
    std::vector<std::string> header = {"state", "time", "steps", "rejected", "iterations", "of a linear solve"};
    if (is_heated)
      header.emplace_back("hottest on the way");
    header.emplace_back("degree of cure");
    Table table(header);
    for (const StateResult &state : result.states)
      if (state.history)
        {
          const HistoryInfo &history = *state.history;
          std::vector<std::string> row = {state.name,
                                          fmt::format("{:.6g} s", history.time),
                                          fmt::format("{}", history.steps),
                                          fmt::format("{}", history.rejected),
                                          fmt::format("{}", history.iterations),
                                          describe_solves(history, state.displacement)};
          if (is_heated)
            row.push_back(history.hottest
                              ? fmt::format("{:.1f} degC at {:.4g} s", to_celsius(history.hottest->temperature), history.hottest->time)
                              : "-");
          row.push_back(describe_cure(history.cure));
          table.add(row);
        }
    return table;
  }
} // namespace sagitta::results
