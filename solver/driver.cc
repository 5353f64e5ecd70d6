#include <solver/driver.h>

#include <solver/errors.h>
#include <solver/evaluation/evaluation.h>
#include <solver/heat/heat_problem.h>
#include <solver/history/history.h>
#include <solver/input/names.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/output/results_json.h>
#include <solver/output/vtu.h>
#include <solver/output/warpage_file.h>
#include <solver/output/whole_file.h>
#include <solver/report/warpage.h>
#include <solver/revision.h>

#include <set>

namespace sagitta
{
  namespace
  {
    report::RunResult start_report(const Case &problem, MPI_Comm communicator)
    {
      report::RunResult result;
      result.case_name = problem.name;
      result.case_title = problem.title;
      result.case_hash = problem.hash;
      std::set<unsigned> used;
      for (const meshing::Body &body : problem.package.bodies)
        if (body.kind != meshing::BodyKind::gap && used.insert(body.material).second)
          result.materials.push_back(
              {problem.materials[body.material].name, input::mechanical_law_names().name(problem.law(body.material))});
      for (const materials::Material &material : problem.materials)
        if (!material.estimates.empty())
          result.predicted.push_back({material.name, material.estimates});
      result.version = version;
      result.revision = revision;
      int ranks = 1;
      MPI_Comm_size(communicator, &ranks);
      result.ranks = static_cast<unsigned>(ranks);
      return result;
    }

    /// Figures of one solved state.
    report::StateResult evaluate(const State &wanted, const evaluation::SolvedState &state, const evaluation::Survey &survey)
    {
      report::StateResult result;
      result.name = wanted.name;
      result.temperature = wanted.temperature;
      result.temperature_min = survey.temperature_min;
      result.temperature_max = survey.temperature_max;
      const std::optional<double> pitch = state.model.problem().warpage.ball_pitch;
      result.bottom = report::measure_warpage(evaluation::sample_surface(state, evaluation::Face::bottom), pitch);
      result.top = report::measure_warpage(evaluation::sample_surface(state, evaluation::Face::top), pitch);
      result.hotspots = evaluation::find_hotspots(state.model, state.temperature);
      result.stresses = survey.stresses;
      result.probes = evaluation::evaluate_probes(state);
      return result;
    }

    /// Evaluates one solved state and writes its fields.
    report::StateResult finish(const State &wanted, const evaluation::SolvedState &state, const std::filesystem::path &directory,
                               const output::FileInfo &info, report::StageLog &log)
    {
      log.begin("evaluation, " + wanted.name);
      const evaluation::Survey survey = evaluation::survey(state, state.model.problem().output.fields);
      report::StateResult result = evaluate(wanted, state, survey);
      if (const OutputRequest &output = state.model.problem().output; output.fields)
        {
          log.begin("fields, " + wanted.name);
          output::write_state(directory, wanted.name, evaluation::make_fields(state, survey), info, output.file_groups,
                              state.model.communicator());
        }
      return result;
    }

    std::vector<mechanics::Temperature> state_temperatures(const Case &problem, const std::optional<heat::HeatProblem::Solution> &heat)
    {
      std::vector<mechanics::Temperature> temperatures;
      for (const State &state : problem.states)
        temperatures.push_back(state.temperature ? mechanics::Temperature{state.temperature, nullptr, nullptr}
                                                 : mechanics::Temperature{std::nullopt, heat->space, &heat->temperature});
      return temperatures;
    }

    std::vector<std::string> state_names(const Case &problem)
    {
      std::vector<std::string> names;
      for (const State &state : problem.states)
        names.push_back(state.name);
      return names;
    }

    /// For the log: the names of a few states, the number of many.
    std::string join_names(const Case &problem, const std::vector<unsigned> &group)
    {
      if (group.size() > 4)
        return std::to_string(group.size()) + " states";
      std::string names;
      for (const unsigned i : group)
        names += (names.empty() ? "" : " + ") + problem.states[i].name;
      return names;
    }

    /// States that were solved side by side.
    struct SolvedGroup
    {
      std::vector<layered::Vector<double>> displacements;
      std::vector<report::SolveInfo> infos;
    };

    SolvedGroup solve(mechanics::MechanicsProblem &mechanics, const std::vector<mechanics::Temperature> &temperatures,
                      const std::vector<unsigned> &group, report::StageLog &log)
    {
      SolvedGroup result;
      result.displacements.resize(group.size());
      layered::Columns columns;
      std::vector<mechanics::Temperature> own;
      for (std::size_t i = 0; i < group.size(); ++i)
        {
          mechanics.space().initialise(result.displacements[i]);
          columns.push_back(&result.displacements[i]);
          own.push_back(temperatures[group[i]]);
        }
      result.infos = mechanics.solve(own, columns, log);
      return result;
    }
  } // namespace

  report::RunResult run(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator, report::StageLog &log)
  {
    output::prepare_directory(directory, communicator);
    report::RunResult result = start_report(problem, communicator);
    const output::FileInfo info{result.case_name, result.case_hash, result.version, result.revision};

    log.begin("mesh");
    const model::Model model(problem, communicator);
    result.mesh = model.describe();

    std::optional<heat::HeatProblem::Solution> heat;
    if (problem.needs_heat())
      {
        log.begin("temperature");
        heat = heat::HeatProblem(model).solve(log);
        result.temperature = heat->info;
      }

    mechanics::MechanicsProblem mechanics(model);
    result.states.resize(problem.states.size());
    if (problem.history)
      {
        history::History history(model, mechanics);
        for (unsigned i = 0; i < problem.states.size(); ++i)
          {
            log.begin("path to " + problem.states[i].name);
            const history::Passage passage = history.go_on(log);
            result.states[i] = finish(problem.states[i], history.state(), directory, info, log);
            result.states[i].displacement = passage.solve;
            result.states[i].history = passage.history;
          }
      }
    else
      {
        const std::vector<mechanics::Temperature> temperatures = state_temperatures(problem, heat);
        for (const std::vector<unsigned> &group : mechanics.group(temperatures))
          {
            log.begin("displacement, " + join_names(problem, group));
            const SolvedGroup solved = solve(mechanics, temperatures, group, log);
            for (std::size_t i = 0; i < group.size(); ++i)
              {
                result.states[group[i]] = finish(
                    problem.states[group[i]], {model, mechanics.space(), solved.displacements[i], temperatures[group[i]], mechanics.law()},
                    directory, info, log);
                result.states[group[i]].displacement = solved.infos[i];
              }
          }
      }

    log.begin("results");
    if (problem.output.fields)
      output::write_collection(directory, state_names(problem), communicator);
    output::write_warpage_file(directory / "warpage.h5", result.states, info, communicator);
    log.end();
    result.stages = log.costs();
    output::write_results_json(directory / "results.json", result, communicator);
    return result;
  }

  report::MeshInfo check(const Case &problem, MPI_Comm communicator)
  {
    return model::Model(problem, communicator).describe();
  }
} // namespace sagitta
