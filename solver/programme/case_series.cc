#include <solver/programme/case_series.h>

#include <solver/case/case_text.h>
#include <solver/evaluation/evaluation.h>
#include <solver/model/condition_check.h>
#include <solver/programme/bump_layer_report.h>
#include <solver/programme/driver.h>
#include <solver/programme/independent_states.h>
#include <solver/programme/memory_estimate.h>
#include <solver/programme/mesh_info.h>
#include <solver/programme/plan_solution.h>
#include <solver/programme/run_report.h>
#include <solver/programme/state_sequence.h>

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

namespace sagitta::programme
{
  namespace
  {
    /// Lowest and highest temperature of the parts [K]. *Collective.*
    std::pair<double, double> find_range(const evaluation::SolvedState &state)
    {
      if (const double *uniform = std::get_if<double>(&state.temperature))
        return {*uniform, *uniform};
      const std::vector<results::PartTemperature> parts = evaluation::measure_part_temperatures(state.model, state.temperature);
      if (parts.empty())
        return {0, 0};
      std::pair<double, double> range{parts.front().minimum, parts.front().maximum};
      for (const results::PartTemperature &part : parts)
        range = {std::min(range.first, part.minimum), std::max(range.second, part.maximum)};
      return range;
    }
  } // namespace

  CaseSeries::CaseSeries(SeriesRequest request, std::filesystem::path directory, MPI_Comm communicator)
      : request_(request), directory_(std::move(directory)), communicator_(communicator)
  {
  }

  CaseSeries::~CaseSeries() = default;

  bool CaseSeries::can_share(const Case &problem) const
  {
    return problem.programme.has_displacement && !problem.programme.path && !problem.numerics.adaptive &&
           !problem.numerics.estimate_error && !problem.submodel &&
           std::none_of(problem.programme.states.begin(), problem.programme.states.end(),
                        [](const State &state) { return state.table != nullptr; });
  }

  results::RunResult CaseSeries::solve(const Case &given, StageLog &log, const std::vector<unsigned> &thermal)
  {
    if (!can_share(given))
      {
        Case alone = given;
        alone.requests.output.fields = false;
        return run(alone, directory_ / given.hash.substr(0, 16), communicator_, log);
      }
    try
      {
        Case problem = with_solved_bumps(given, communicator_);
        problem.requests.sensitivities.reset(); // no result of a series
        prepare(problem, log);
        return solve_prepared(log, thermal);
      }
    catch (...)
      {
        // After an error the fields may be partly those of the failed case.
        solution_.reset();
        mesh_.clear();
        throw;
      }
  }

  void CaseSeries::prepare(const Case &problem, StageLog &log)
  {
    const std::string mesh = mesh_text(problem);
    if (solution_ && mesh == mesh_)
      {
        take_values(problem, *present_);
        solution_->renew();
        return;
      }
    solution_.reset();
    refuse_beyond_memory(problem, count_mesh(problem), 1., communicator_);
    log.begin("mesh");
    present_ = std::make_unique<Case>(problem);
    const model::PackagePlan plan(present_->package, present_->conditions, present_->numerics, communicator_);
    solution_ = std::make_shared<PlanSolution>(*present_, plan, communicator_);
    solution_->keep_for_next_case();
    mesh_info_ = describe_mesh(*present_, solution_->model());
    mesh_ = mesh;
    ++meshes_;
  }

  results::RunResult CaseSeries::solve_prepared(StageLog &log, const std::vector<unsigned> &thermal)
  {
    const Case &problem = *present_;
    model::check_points(solution_->model(), problem.requests.probes);
    evaluation::check_faces(solution_->model(), problem.requests.warpage);
    results::RunResult result = start_report(problem, communicator_);
    result.mesh = mesh_info_;
    std::vector<unsigned> wanted = all_states(problem.programme);
    wanted.erase(
        std::remove_if(wanted.begin(), wanted.end(), [&](unsigned state) { return std::count(thermal.begin(), thermal.end(), state) > 0; }),
        wanted.end());
    IndependentStates states(problem.programme, std::move(wanted), false, solution_);
    states.check_equilibrium();
    states.prepare(log);
    for (const unsigned state : thermal)
      result.states[state] = evaluate_temperature(state);
    while (const auto reached = states.next(log))
      {
        log.begin("evaluation, " + problem.programme.states[reached->index].name);
        result.states[reached->index] = evaluate_state(*reached);
      }
    log.end();
    result.temperature = states.temperature_info();
    return result;
  }

  results::StateResult CaseSeries::evaluate_temperature(unsigned index) const
  {
    const evaluation::SolvedState state = solution_->state(index);
    results::StateResult result;
    result.name = present_->programme.states[index].name;
    result.temperature = present_->programme.states[index].temperature;
    result.has_displacement = false;
    result.hotspots = evaluation::find_hotspots(state.model, state.temperature);
    result.temperatures = evaluation::measure_part_temperatures(state.model, state.temperature);
    return result;
  }

  results::StateResult CaseSeries::evaluate_state(const ReachedState &reached) const
  {
    evaluation::Survey survey;
    if (request_.stresses)
      survey = evaluation::survey(reached.solved(), false);
    else
      std::tie(survey.temperature_min, survey.temperature_max) = find_range(reached.solved());
    return evaluate(*present_, reached, survey);
  }
} // namespace sagitta::programme
