#include <solver/programme/run_report.h>

#include <solver/case/names.h>
#include <solver/case/used_law.h>
#include <solver/programme/bump_layer_report.h>
#include <solver/results/warpage.h>
#include <solver/results/warpage_limits.h>
#include <solver/revision.h>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace sagitta::programme
{
  namespace
  {
    /// The materials that parts of the package have, each with its law.
    std::vector<results::UsedMaterial> list_used_materials(const Case &problem)
    {
      std::vector<results::UsedMaterial> materials;
      std::set<unsigned> used;
      for (const meshing::Body &body : problem.package.bodies)
        if (body.kind != meshing::BodyKind::gap && used.insert(body.material).second)
          materials.push_back({problem.materials[body.material].name, used_law(problem, body.material)});
      return materials;
    }

    results::PredictedMaterial describe_prediction(const materials::Material &material)
    {
      results::PredictedMaterial predicted{material.name, {}, material.estimates};
      for (const materials::Provenance &entry : material.provenance)
        predicted.values.push_back({entry.property, entry.value, evidence_names().name(entry.evidence), entry.source, entry.note});
      return predicted;
    }

    /// The faces and gaps of a state, whose temperatures are there already, with their estimated errors. *Collective.*
    void measure_faces(const WarpageRequest &request, const ReachedState &reached, results::StateResult &result)
    {
      const evaluation::SolvedState &state = reached.solved();
      auto next = reached.errors.begin(); // as adaptivity::find_goals orders them
      const auto take_error = [&] { return next == reached.errors.end() ? std::nullopt : std::make_optional(*next++); };
      result.error = take_error();
      if (request.top)
        result.top_error = take_error();
      const auto measure = [&](const FaceRequest &face, const std::optional<results::ErrorEstimate> &error) {
        results::Warpage warpage = evaluation::measure_warpage(state, face);
        warpage.limit = results::find_limit(face.ball_pitch, {result.temperature_min, result.temperature_max, face.reflow_from},
                                            face.face.side == Side::bottom);
        if (error)
          results::add_error(warpage, error->value);
        return warpage;
      };
      result.bottom = measure(evaluation::request_of(state.model, {evaluation::Face::bottom, request}), result.error);
      // A top that the case does not name has no estimate of its own: that of the bottom is the nearest.
      result.top = measure(evaluation::request_of(state.model, {evaluation::Face::top, request}),
                           result.top_error ? result.top_error : result.error);
      for (const FaceRequest &face : request.further)
        {
          const std::optional<results::ErrorEstimate> error = take_error();
          result.faces.push_back({face.name, measure(face, error), error});
        }
      for (const GapRequest &gap : request.gaps)
        {
          result.gaps.push_back(evaluation::measure_gap(state, gap));
          result.gaps.back().error = take_error();
        }
    }
    /// Temperatures of a state of heat conduction alone, and those of its parts. *Collective.*
    evaluation::Survey survey_temperature(const evaluation::ThermalState &state)
    {
      const std::vector<results::PartTemperature> temperatures = evaluation::measure_part_temperatures(state.model, state.temperature);
      std::unordered_map<std::string, unsigned> bodies; // the first of a name
      const std::vector<meshing::Body> &all = state.model.package().bodies;
      for (unsigned b = 0; b < all.size(); ++b)
        bodies.emplace(all[b].name, b);
      evaluation::Survey result;
      for (const results::PartTemperature &part : temperatures)
        {
          const bool is_first = &part == &temperatures.front();
          result.temperature_min = is_first ? part.minimum : std::min(result.temperature_min, part.minimum);
          result.temperature_max = is_first ? part.maximum : std::max(result.temperature_max, part.maximum);
          if (const auto body = bodies.find(part.part); body != bodies.end() && !part.block)
            result.exposures.push_back({body->second, part.minimum, part.maximum, std::nullopt});
        }
      return result;
    }

    /// Results of a state with or without a displacement. *Collective.*
    void add_temperatures(const evaluation::ThermalState &state, const evaluation::Survey &survey, results::StateResult &result)
    {
      result.temperature_min = survey.temperature_min;
      result.temperature_max = survey.temperature_max;
      result.exposures = survey.exposures;
      result.hotspots = evaluation::find_hotspots(state.model, state.temperature);
      result.temperatures = evaluation::measure_part_temperatures(state.model, state.temperature);
    }
  } // namespace

  results::RunResult start_report(const Case &problem, MPI_Comm communicator)
  {
    results::RunResult result;
    result.case_name = problem.name;
    result.case_title = problem.title;
    result.case_hash = problem.hash;
    result.materials = list_used_materials(problem);
    for (const materials::Material &material : problem.materials)
      if (!material.estimates.empty())
        result.predicted.push_back(describe_prediction(material));
    result.bump_layers = describe_bump_layers(problem.materials, problem.programme);
    result.version = version;
    result.revision = revision;
    int ranks = 1;
    MPI_Comm_size(communicator, &ranks);
    result.ranks = static_cast<unsigned>(ranks);
    result.states.resize(problem.programme.states.size());
    return result;
  }

  evaluation::Survey make_survey(const ReachedState &reached, bool needs_means)
  {
    const auto *thermal = std::get_if<evaluation::ThermalState>(&reached.state);
    return thermal ? survey_temperature(*thermal) : evaluation::survey(reached.solved(), needs_means);
  }

  results::StateResult evaluate(const Case &problem, const ReachedState &reached, const evaluation::Survey &survey)
  {
    const State &wanted = problem.programme.states[reached.index];
    results::StateResult result;
    result.name = wanted.name;
    result.temperature = wanted.temperature;
    result.is_prescribed = wanted.table != nullptr;
    if (const auto *thermal = std::get_if<evaluation::ThermalState>(&reached.state))
      {
        result.has_displacement = false;
        add_temperatures(*thermal, survey, result);
        result.probes = evaluation::evaluate_probes(*thermal, problem.requests.probes);
        return result;
      }
    const evaluation::SolvedState &state = reached.solved();
    add_temperatures({state.model, state.materials, state.temperature}, survey, result);
    const Requests &requests = reached.requests ? *reached.requests : problem.requests;
    measure_faces(requests.warpage, reached, result);
    result.no_error = reached.no_error;
    result.stresses = survey.stresses;
    result.probes = evaluation::evaluate_probes(state, requests.probes);
    result.displacement = reached.solve;
    result.history = reached.history;
    return result;
  }
} // namespace sagitta::programme
