#include <solver/study/decision_files.h>

#include <solver/output/whole_file.h>
#include <solver/revision.h>
#include <solver/study/ledger_files.h>
#include <solver/study/study_plots.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace sagitta::study
{
  namespace
  {
    using Json = nlohmann::ordered_json;

    Json number(double value)
    {
      return std::isfinite(value) ? Json(value) : Json(nullptr);
    }

    Json describe_parameters(const Study &study)
    {
      Json json = Json::object();
      for (const Parameter &parameter : study.parameters)
        json[parameter.name] = {{"keys", parameter.keys}, {"unit", parameter.unit}, {"is_numeric", parameter.is_numeric()}};
      return json;
    }

    Json describe_outputs(const Study &study)
    {
      Json json = Json::object();
      for (const Output &output : study.outputs)
        {
          Json one = {{"measure", measure_names().name(output.measure)},
                      {"key", output.key()},
                      {"unit", info(output.measure).si_unit},
                      {"shown_unit", info(output.measure).unit},
                      {"is_signed", info(output.measure).is_signed},
                      {"weight", output.weight}};
          if (output.at_most)
            one["at_most"] = *output.at_most;
          if (output.at_least)
            one["at_least"] = *output.at_least;
          json[output.name] = one;
        }
      return json;
    }

    Json describe_goals(const Study &study)
    {
      Json json = Json::array();
      for (const Goal &goal : study.goals)
        {
          Json one = {{"aim", goal.aim == Aim::minimise   ? "minimise"
                              : goal.aim == Aim::maximise ? "maximise"
                                                          : "zero"},
                      {"output", study.outputs[goal.output].name}};
          if (goal.aim == Aim::zero)
            one["over"] = study.parameters[goal.over].name;
          json.push_back(one);
        }
      return json;
    }

    Json describe_candidate(const StudyResult &result, std::size_t c)
    {
      const Candidate &candidate = result.candidates[c];
      const Entry &entry = result.decision.entries[c];
      Json values = Json::object(), outputs = Json::object();
      for (std::size_t p = 0; p < candidate.values.size(); ++p)
        values[result.study.parameters[p].name] = candidate.values[p].label;
      for (std::size_t o = 0; o < result.study.outputs.size(); ++o)
        outputs[result.study.outputs[o].name] = number(entry.values[o]);
      return {{"candidate", c},
              {"is_base_case", candidate.is_base()},
              {"parameters", values},
              {"overrides", candidate.overrides},
              {"hash", candidate.hash},
              {"status", status_names().name(entry.status)},
              {"sentence", entry.sentence},
              {"outputs", outputs},
              {"within_limits", entry.is_within},
              {"rank", entry.rank > 0 ? Json(entry.rank) : Json(nullptr)},
              {"score", entry.rank > 0 ? number(entry.score) : Json(nullptr)},
              {"on_front", entry.is_on_front},
              {"seconds", entry.record ? number(entry.record->seconds) : Json(nullptr)}};
    }

    Json describe_zeros(const StudyResult &result)
    {
      Json json = Json::array();
      for (const Zero &zero : result.decision.zeros)
        {
          const Goal &goal = result.study.goals[zero.goal];
          json.push_back({{"output", result.study.outputs[goal.output].name},
                          {"over", result.study.parameters[goal.over].name},
                          {"unit", result.study.parameters[goal.over].unit},
                          {"others", zero.others},
                          {"at", number(zero.at)},
                          {"by_straight_line", number(zero.linear)},
                          {"sentence", zero.sentence}});
        }
      return json;
    }

    Json describe_mesh_error(const MeshError &error)
    {
      Json states = Json::object();
      for (const MeshError::State &state : error.states)
        states[state.name] = {{"warpage", {{"value", state.warpage}, {"unit", "m"}}},
                              {"error", {{"value", state.error ? number(*state.error) : Json(nullptr)}, {"unit", "m"}}}};
      return {{"of", "base case"}, {"states", states}, {"sentence", error.sentence}};
    }

    std::string make_json(const StudyResult &result)
    {
      Json json = {{"format", "sagitta study"},
                   {"format_version", 1},
                   {"name", result.study.name},
                   {"title", result.study.title},
                   {"base", result.study.base},
                   {"version", version},
                   {"revision", revision},
                   {"parameters", describe_parameters(result.study)},
                   {"outputs", describe_outputs(result.study)},
                   {"goals", describe_goals(result.study)},
                   {"candidates", Json::array()},
                   {"ranking", result.decision.ranking},
                   {"zeros", describe_zeros(result)}};
      for (std::size_t c = 0; c < result.candidates.size(); ++c)
        json["candidates"].push_back(describe_candidate(result, c));
      if (result.mesh_error)
        json["mesh_error"] = describe_mesh_error(*result.mesh_error);
      return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    }

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
    output::write_whole_file(directory / "study.json", make_json(result));
    for (const auto &[name, plot] : make_plots(result))
      output::write_whole_file(directory / (output::file_stem(name) + ".svg"), output::svg(plot));
  }
} // namespace sagitta::study
