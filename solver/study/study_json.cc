#include <solver/study/study_json.h>

#include <solver/case/names.h>
#include <solver/revision.h>
#include <solver/study/json_number.h>
#include <solver/study/model_use.h>
#include <solver/study/uncertainty_files.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace sagitta::study
{
  namespace
  {
    using Json = nlohmann::ordered_json;

    Json describe_parameters(const Study &study)
    {
      Json json = Json::object();
      for (const Parameter &parameter : study.parameters)
        {
          Json one = {{"keys", parameter.keys}, {"unit", parameter.unit}, {"is_numeric", parameter.is_numeric()}};
          if (parameter.is_distribution)
            one[parameter.spread->kind == Spread::Kind::normal ? "normal" : "uniform"] = {parameter.spread->first,
                                                                                          parameter.spread->second};
          json[parameter.name] = one;
        }
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
                      {"is_of_material", info(output.measure).is_of_material},
                      {"shown_factor", info(output.measure).si},
                      {"shown_offset", info(output.measure).offset},
                      {"state", output.state},
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

    /// The bounds of figures that reduced models gave, by the names of the outputs [SI].
    Json describe_model_bounds(const Study &study, const Entry &entry)
    {
      Json bounds = Json::object();
      for (const Output &output : study.outputs)
        if (const double bound = bound_of(output, entry); std::isfinite(bound))
          bounds[output.name] = bound;
      return bounds;
    }

    Json describe_candidate(const StudyResult &result, std::size_t c)
    {
      const Candidate &candidate = result.candidates[c];
      const Entry &entry = result.decision.entries[c];
      Json values = Json::object(), numbers = Json::object(), outputs = Json::object();
      for (std::size_t p = 0; p < candidate.values.size(); ++p)
        {
          values[result.study.parameters[p].name] = candidate.values[p].label;
          numbers[result.study.parameters[p].name] = number(candidate.values[p].number);
        }
      for (std::size_t o = 0; o < result.study.outputs.size(); ++o)
        outputs[result.study.outputs[o].name] = number(entry.values[o]);
      Json bounds = Json::object();
      for (std::size_t o = 0; o < candidate.bounds.size(); ++o)
        if (std::isfinite(candidate.bounds[o].value))
          bounds[result.study.outputs[o].name] = {number(candidate.bounds[o].lower), number(candidate.bounds[o].upper)};
      return {{"candidate", c},
              {"is_base_case", candidate.is_base()},
              {"label", label_of(result.study, candidate)},
              {"parameters", values},
              {"numbers", numbers},
              {"overrides", candidate.overrides},
              {"hash", candidate.hash},
              {"status", status_names().name(entry.status)},
              {"sentence", entry.sentence},
              {"outputs", outputs},
              {"bounds", bounds},
              {"reduced_model_bounds", describe_model_bounds(result.study, entry)},
              {"within_limits", entry.is_within},
              {"rank", entry.rank > 0 ? Json(entry.rank) : Json(nullptr)},
              {"score", entry.rank > 0 ? number(entry.score) : Json(nullptr)},
              {"on_front", entry.is_on_front},
              {"first_share", number(result.verdict.first_share[c])},
              {"revision", entry.record ? Json(entry.record->revision) : Json(nullptr)},
              {"seconds", entry.record ? number(entry.record->seconds) : Json(nullptr)}};
    }

    Json describe_models(const StudyResult &result)
    {
      const ModelUse use = find_model_use(result.study, result.decision);
      Json outputs = Json::object(), models = Json::array();
      for (const OutputUse &one : use.outputs)
        {
          const Output &output = result.study.outputs[one.output];
          outputs[output.name] = {{"by_model", one.by_model},
                                  {"by_solve", one.by_solve},
                                  {"largest_bound", {{"value", one.largest_bound}, {"unit", info(output.measure).si_unit}}}};
        }
      for (const ModelRecord &model : result.decision.models)
        models.push_back({{"state", model.state},
                          {"cases", model.cases},
                          {"functions", model.functions},
                          {"unknowns", model.unknowns},
                          {"points", model.points},
                          {"solves", model.solves},
                          {"random_vectors", model.random_vectors},
                          {"factor", model.factor},
                          {"failure", model.failure},
                          {"tabulated", model.tabulated}});
      return {{"sentence", describe(use)}, {"cases", use.n_cases},   {"by_model", use.n_by_model},
              {"fell_back", use.n_solved}, {"failure", use.failure}, {"outputs", outputs},
              {"models", models}};
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

    Json describe_verdict(const StudyResult &result)
    {
      const Verdict &verdict = result.verdict;
      Json margins = Json::array(), alternatives = Json::array();
      for (const double margin : verdict.margins)
        margins.push_back(number(margin));
      for (const Alternative &one : verdict.alternatives)
        alternatives.push_back({{"candidate", one.candidate}, {"reason", one.reason}});
      return {{"best", verdict.best ? Json(*verdict.best) : Json(nullptr)},
              {"weightings", Verdict::n_weightings},
              {"margins", margins},
              {"alternatives", alternatives},
              {"edges", verdict.edges}};
    }

    Json describe_material(const materials::Material &material)
    {
      Json values = Json::array(), predictions = Json::array();
      for (const materials::Provenance &value : material.provenance)
        values.push_back({{"property", value.property},
                          {"value", value.value},
                          {"kind", value.is_stated ? evidence_names().name(value.evidence) : "not stated"},
                          {"source", value.source},
                          {"note", value.note}});
      for (const materials::ReportedEstimate &one : material.estimates)
        predictions.push_back({{"name", one.name},
                               {"unit", one.unit},
                               {"temperature", one.temperature ? number(*one.temperature) : Json(nullptr)},
                               {"value", number(one.estimate.value)},
                               {"lower", number(one.estimate.lower)},
                               {"upper", number(one.estimate.upper)},
                               {"formula", one.formula}});
      return {{"name", material.name}, {"description", material.description}, {"values", values}, {"predictions", predictions}};
    }

    Json describe_sources(const Sources &sources)
    {
      Json materials = Json::array(), candidates = Json::array();
      for (const materials::Material &material : sources.materials)
        materials.push_back(describe_material(material));
      for (const Sources::MaterialsOfCandidate &made : sources.candidates)
        candidates.push_back({{"candidate", made.candidate}, {"materials", made.materials}});
      return {{"materials", materials}, {"candidates", candidates}};
    }
  } // namespace

  std::string study_json(const StudyResult &result)
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
                 {"decision", describe_verdict(result)},
                 {"zeros", describe_zeros(result)}};
    for (std::size_t c = 0; c < result.candidates.size(); ++c)
      json["candidates"].push_back(describe_candidate(result, c));
    if (!result.decision.models.empty())
      json["reduced_models"] = describe_models(result);
    if (result.mesh_error)
      json["mesh_error"] = describe_mesh_error(*result.mesh_error);
    if (result.uncertainty)
      json["uncertainty"] = describe_uncertainty(result.study, *result.uncertainty);
    json["sources"] = describe_sources(result.sources);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }
} // namespace sagitta::study
