#include <solver/programme/heat_run.h>

#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>
#include <solver/model/condition_check.h>
#include <solver/model/model.h>
#include <solver/programme/mesh_info.h>
#include <solver/programme/result_writer.h>
#include <solver/programme/run_report.h>
#include <solver/programme/submodel_source.h>
#include <solver/programme/temperature_check.h>
#include <solver/sensitivity/gradient_solver.h>

#include <algorithm>

namespace sagitta::programme
{
  namespace
  {
    results::StateResult evaluate(const State &wanted, const Case &problem, const evaluation::ThermalState &state)
    {
      results::StateResult result;
      result.name = wanted.name;
      result.has_displacement = false;
      result.temperatures = evaluation::measure_part_temperatures(state.model, state.temperature);
      const auto coldest = std::min_element(result.temperatures.begin(), result.temperatures.end(),
                                            [](const auto &a, const auto &b) { return a.minimum < b.minimum; });
      const auto hottest = std::max_element(result.temperatures.begin(), result.temperatures.end(),
                                            [](const auto &a, const auto &b) { return a.maximum < b.maximum; });
      if (coldest != result.temperatures.end())
        {
          result.temperature_min = coldest->minimum;
          result.temperature_max = hottest->maximum;
        }
      for (const results::PartTemperature &part : result.temperatures)
        if (const auto body = problem.package.find_body(part.part); body && !part.block)
          result.exposures.push_back({*body, part.minimum, part.maximum, std::nullopt});
      result.hotspots = evaluation::find_hotspots(state.model, state.temperature);
      result.probes = evaluation::evaluate_probes(state, problem.requests.probes);
      return result;
    }

    results::RunResult solve_and_write(const Case &problem, const model::Model &model, ResultWriter &writer, StageLog &log)
    {
      results::RunResult result = start_report(problem, model.communicator());
      result.mesh = describe_mesh(problem, model);
      log.begin("temperature");
      conduction::HeatProblem heat(model, problem.materials);
      layered::Vector<double> start;
      if (problem.submodel)
        {
          const submodel::SourceRun source(problem, model.communicator());
          start = source.start_temperature(0, model, heat.system().space());
          result.submodel = describe_source(source);
        }
      const conduction::HeatProblem::Solution solution = heat.solve(log, start);
      check_temperature(solution, problem, model.communicator());
      result.temperature = solution.info;
      const mechanics::Temperature temperature = mechanics::TemperatureField{solution.space, &solution.temperature};
      const evaluation::ThermalState state{model, problem.materials, temperature};
      for (unsigned i = 0; i < problem.programme.states.size(); ++i)
        {
          const State &wanted = problem.programme.states[i];
          log.begin("evaluation, " + wanted.name);
          result.states[i] = evaluate(wanted, problem, state);
          writer.check_finite(i, state, result.states[i]);
          if (!writer.writes_fields())
            continue;
          log.begin("fields, " + wanted.name);
          writer.write_fields(i, state);
        }
      if (problem.requests.sensitivities)
        {
          log.begin("sensitivities");
          const sensitivity::SolvedHeat solved{model, heat, solution.temperature};
          sensitivity::GradientSolver gradients(problem, *problem.requests.sensitivities, model, &solved);
          gradients.add_hotspot(log);
          result.sensitivities = gradients.result();
        }
      writer.conclude(result, log);
      return result;
    }
  } // namespace

  results::RunResult run_heat(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator, StageLog &log)
  {
    log.begin("mesh");
    const model::Model model(problem.package, problem.conditions, problem.numerics, communicator);
    model::check_points(model, problem.requests.probes);
    ResultWriter writer(problem, directory, communicator);
    try
      {
        writer.write_model(problem);
        return solve_and_write(problem, model, writer, log);
      }
    catch (...)
      {
        writer.discard();
        throw;
      }
  }
} // namespace sagitta::programme
