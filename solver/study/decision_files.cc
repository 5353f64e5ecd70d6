#include <solver/study/decision_files.h>

#include <solver/output/whole_file.h>
#include <solver/study/ledger_files.h>
#include <solver/study/study_json.h>
#include <solver/study/study_plots.h>

#include <fmt/format.h>

namespace sagitta::study
{
  namespace
  {
    /// The candidates in the order of their ranks, with the differences from the base case.
    std::string make_ranking(const StudyResult &result)
    {
      const Study &study = result.study;
      std::string text = "rank,candidate,label,within_limits,on_front,score";
      for (const Output &output : study.outputs)
        text += "," + csv_text(fmt::format("{} [{}]", output.name, info(output.measure).unit)) + "," +
                csv_text(fmt::format("{} less base case [{}]", output.name,
                                     output.measure == Measure::hotspot ? "K" : info(output.measure).unit));
      text += ",sentence\n";
      const Entry &base = result.decision.entries.front();
      for (const std::size_t c : result.decision.ranking)
        {
          const Entry &entry = result.decision.entries[c];
          text += fmt::format("{},{},{},{},{},{}", entry.rank, c, csv_text(label_of(study, result.candidates[c])),
                              entry.is_within ? "yes" : "no", entry.is_on_front ? "yes" : "no", csv_number(entry.score));
          for (std::size_t o = 0; o < study.outputs.size(); ++o)
            text += "," + csv_number(study.outputs[o].shown(entry.values[o])) + "," +
                    csv_number((entry.values[o] - base.values[o]) / info(study.outputs[o].measure).si);
          text += "," + csv_text(entry.sentence) + "\n";
        }
      return text;
    }
  } // namespace

  void write_decision(const std::filesystem::path &directory, const StudyResult &result)
  {
    output::write_whole_file(directory / "ranking.csv", make_ranking(result));
    output::write_whole_file(directory / "study.json", study_json(result));
    for (const auto &[name, plot] : make_plots(result))
      output::write_whole_file(directory / (output::file_stem(name) + ".svg"), output::svg(plot));
  }
} // namespace sagitta::study
