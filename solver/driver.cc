#include <solver/driver.h>

#include <solver/errors.h>
#include <solver/evaluation/evaluation.h>
#include <solver/heat/heat_problem.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/output/results_json.h>
#include <solver/output/vtu.h>
#include <solver/output/warpage_file.h>
#include <solver/output/whole_file.h>
#include <solver/report/warpage.h>
#include <solver/revision.h>

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
    layered::Vector<double> displacement;
    mechanics.space().initialise(displacement);
    std::vector<std::string> names;
    for (const State &state : problem.states)
      {
        mechanics::Temperature temperature;
        temperature.even = state.temperature;
        if (!state.temperature)
          {
            temperature.space = heat->space;
            temperature.field = &heat->temperature;
          }

        log.begin("displacement, " + state.name);
        const report::SolveInfo solved = mechanics.solve(temperature, displacement, log);

        log.begin("evaluation, " + state.name);
        const evaluation::SolvedState solved_state{model, mechanics.space(), displacement, temperature, mechanics.law()};
        const evaluation::Survey survey = evaluation::survey(solved_state);
        result.states.push_back(evaluate(state, solved_state, survey));
        result.states.back().displacement = solved;

        if (problem.output.fields)
          {
            log.begin("fields, " + state.name);
            output::write_state(directory, state.name, evaluation::make_fields(solved_state, survey), info, problem.output.file_groups,
                                communicator);
            names.push_back(state.name);
          }
      }

    log.begin("results");
    if (problem.output.fields)
      output::write_collection(directory, names, communicator);
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
