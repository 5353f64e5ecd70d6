#include <solver/programme/driver.h>

#include <solver/adaptivity/plan_refinement.h>
#include <solver/adaptivity/warpage_estimator.h>
#include <solver/case/names.h>
#include <solver/case/unused_laws.h>
#include <solver/evaluation/evaluation.h>
#include <solver/model/condition_check.h>
#include <solver/model/model.h>
#include <solver/model/package_plan.h>
#include <solver/output/results_json.h>
#include <solver/output/vtu.h>
#include <solver/output/warpage_file.h>
#include <solver/output/whole_file.h>
#include <solver/process/history.h>
#include <solver/programme/mesh_info.h>
#include <solver/programme/plan_solution.h>
#include <solver/results/warpage.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

namespace sagitta
{
  namespace
  {
    results::RunResult start_report(const Case &problem, MPI_Comm communicator)
    {
      results::RunResult result;
      result.case_name = problem.name;
      result.case_title = problem.title;
      result.case_hash = problem.hash;
      std::set<unsigned> used;
      for (const meshing::Body &body : problem.package.bodies)
        if (body.kind != meshing::BodyKind::gap && used.insert(body.material).second)
          result.materials.push_back(
              {problem.materials[body.material].name, mechanical_law_names().name(problem.materials.law(body.material))});
      for (const materials::Material &material : problem.materials)
        if (!material.estimates.empty())
          {
            results::PredictedMaterial predicted{material.name, {}, material.estimates};
            for (const materials::Provenance &entry : material.provenance)
              predicted.values.push_back({entry.property, entry.value, evidence_names().name(entry.evidence), entry.source, entry.note});
            result.predicted.push_back(std::move(predicted));
          }
      result.version = version;
      result.revision = revision;
      int ranks = 1;
      MPI_Comm_size(communicator, &ranks);
      result.ranks = static_cast<unsigned>(ranks);
      return result;
    }

    /// What is known of a state before its figures are evaluated.
    struct Solved
    {
      results::SolveInfo info;
      std::optional<results::ErrorEstimate> error;
      std::optional<results::HistoryInfo> history;
    };

    results::Warpage measure(const evaluation::SolvedState &state, const evaluation::WarpageFace &face)
    {
      return results::measure_warpage(evaluation::sample_surface(state, face), face.request.ball_pitch);
    }

    /// Of a state that `solution` has just solved for.
    adaptivity::PlanEstimate estimate(const PlanSolution &solution, unsigned state, adaptivity::WarpageEstimator &estimator, StageLog &log)
    {
      const evaluation::SolvedState solved = solution.state(state);
      adaptivity::PlanEstimate result =
          estimator.estimate_plan(solved, measure(solved, {evaluation::Face::bottom, solution.problem().requests.warpage}), log);
      estimator.add_thickness(solved, result.error);
      return result;
    }

    /// For the log: the names of a few states, the number of many.
    std::string join_names(const Case &problem, const std::vector<unsigned> &group)
    {
      if (group.size() > 4)
        return std::to_string(group.size()) + " states";
      std::string names;
      for (const unsigned i : group)
        names += (names.empty() ? "" : " + ") + problem.programme.states[i].name;
      return names;
    }

    std::vector<std::string> state_names(const Case &problem)
    {
      std::vector<std::string> names;
      for (const State &state : problem.programme.states)
        names.push_back(state.name);
      return names;
    }

    std::vector<unsigned> all_states(const Case &problem)
    {
      std::vector<unsigned> states(problem.programme.states.size());
      std::iota(states.begin(), states.end(), 0u);
      return states;
    }

    /// Solves for a set of states and estimates their errors if the case asks for it.
    void solve_on_given_plan(PlanSolution &solution, const std::vector<unsigned> &group, std::vector<Solved> &states, StageLog &log)
    {
      const Case &problem = solution.problem();
      log.begin("displacement, " + join_names(problem, group));
      const std::vector<results::SolveInfo> infos = solution.solve(group, log);
      for (std::size_t i = 0; i < group.size(); ++i)
        states[group[i]].info = infos[i];
      if (!problem.numerics.estimate_error)
        return;
      log.begin("error estimate, " + join_names(problem, group));
      adaptivity::WarpageEstimator estimator(solution.model(), problem.requests.warpage, solution.mechanics(), solution.heat());
      for (const unsigned i : group)
        states[i].error = estimate(solution, i, estimator, log).error;
    }

    /// Solves for the states that refinement wants on the present plan, and lets it know what they are worth.
    void solve_wanted(PlanSolution &solution, adaptivity::PlanRefinement &refinement, adaptivity::WarpageEstimator &estimator,
                      std::vector<Solved> &states, StageLog &log)
    {
      for (const std::vector<unsigned> &group : solution.group(refinement.wanted()))
        {
          const std::vector<results::SolveInfo> infos = solution.solve(group, log);
          for (std::size_t i = 0; i < group.size(); ++i)
            {
              Solved &solved = states[group[i]];
              adaptivity::PlanEstimate worth = estimate(solution, group[i], estimator, log);
              solved.info = infos[i];
              solved.error = worth.error;
              refinement.note(group[i], measure(solution.state(group[i]), {evaluation::Face::bottom, solution.problem().requests.warpage}),
                              std::move(worth), infos[i]);
            }
        }
    }

    /// Refines the plan until every state's warpage is known well enough. `solution` is on the last plan then, with all states solved.
    results::AdaptiveResult adapt(const Case &problem, std::unique_ptr<PlanSolution> &solution, std::vector<Solved> &states,
                                  MPI_Comm communicator, StageLog &log)
    {
      StageLog silent(communicator, std::cout, StageLog::Style::silent); // a plan is one stage
      adaptivity::PlanRefinement refinement(problem, communicator);
      std::optional<model::PackagePlan> next = solution->plan();
      while (next)
        {
          refinement.begin(programme::describe_mesh(problem, solution->model()));
          adaptivity::WarpageEstimator estimator(solution->model(), problem.requests.warpage, solution->mechanics(), solution->heat());
          do
            {
              solve_wanted(*solution, refinement, estimator, states, silent);
              next = refinement.next(solution->plan(), solution->model());
            }
          while (next && next->forest() == solution->plan().forest());
          log.remark(refinement.describe());
          if (next)
            {
              log.begin(fmt::format("plan {}", refinement.result().cycles.size() + 1));
              auto finer = std::make_unique<PlanSolution>(problem, *next, communicator);
              finer->start_from(*solution);
              solution = std::move(finer);
            }
        }
      for (unsigned i = 0; i < states.size(); ++i)
        states[i].error->tolerance = refinement.tolerance(i);
      return refinement.result();
    }

    /// Figures of one solved state.
    results::StateResult evaluate(const State &wanted, const Solved &solved, const evaluation::SolvedState &state,
                                  const evaluation::Survey &survey, const Requests &requests)
    {
      results::StateResult result;
      result.name = wanted.name;
      result.temperature = wanted.temperature;
      result.temperature_min = survey.temperature_min;
      result.temperature_max = survey.temperature_max;
      result.bottom = measure(state, {evaluation::Face::bottom, requests.warpage});
      result.top = measure(state, {evaluation::Face::top, requests.warpage});
      result.error = solved.error;
      result.hotspots = evaluation::find_hotspots(state.model, state.temperature);
      result.stresses = survey.stresses;
      result.probes = evaluation::evaluate_probes(state, requests.probes);
      result.displacement = solved.info;
      result.history = solved.history;
      return result;
    }

    /// Evaluates one solved state and writes its fields.
    results::StateResult finish(const State &wanted, const Solved &solved, const evaluation::SolvedState &state,
                                const std::filesystem::path &directory, const output::FileInfo &info, const Requests &requests,
                                StageLog &log)
    {
      log.begin("evaluation, " + wanted.name);
      const OutputRequest &output = requests.output;
      const evaluation::Survey survey = evaluation::survey(state, output.fields);
      results::StateResult result = evaluate(wanted, solved, state, survey, requests);
      if (output.fields)
        {
          log.begin("fields, " + wanted.name);
          output::write_state(directory, wanted.name, evaluation::make_fields(state, survey), info, output.file_groups,
                              state.model.communicator());
        }
      return result;
    }

    /// Before anything is solved. Weights out of balance are so at any temperature: that of the first state, or 25 degC.
    void check_equilibrium(const Case &problem, const mechanics::MechanicsProblem &mechanics)
    {
      mechanics.check_equilibrium({problem.programme.states.front().temperature.value_or(298.15), nullptr, nullptr});
    }

    /// All that comes after the mesh.
    results::RunResult solve_and_write(const Case &problem, std::unique_ptr<PlanSolution> solution, const std::filesystem::path &directory,
                                       MPI_Comm communicator, StageLog &log)
    {
      results::RunResult result = start_report(problem, communicator);
      const output::FileInfo info{result.case_name, result.case_hash, result.version, result.revision};
      std::vector<Solved> states(problem.programme.states.size());
      if (problem.numerics.adaptive)
        result.adaptive = adapt(problem, solution, states, communicator, log);
      else if (problem.programme.needs_heat())
        {
          log.begin("temperature");
          solution->solve_temperature(log);
        }
      result.mesh = programme::describe_mesh(problem, solution->model());
      result.temperature = solution->temperature_info();

      result.states.resize(states.size());
      if (problem.programme.path)
        {
          process::History history(solution->model(), problem.materials, problem.programme, solution->mechanics());
          for (unsigned i = 0; i < states.size(); ++i)
            {
              log.begin("path to " + problem.programme.states[i].name);
              const process::Passage passage = history.go_on(log);
              result.states[i] = finish(problem.programme.states[i], {passage.solve, std::nullopt, passage.history}, history.state(),
                                        directory, info, problem.requests, log);
            }
        }
      else
        for (const std::vector<unsigned> &group : solution->group(all_states(problem)))
          {
            if (!problem.numerics.adaptive)
              solve_on_given_plan(*solution, group, states, log);
            for (const unsigned i : group)
              result.states[i] = finish(problem.programme.states[i], states[i], solution->state(i), directory, info, problem.requests, log);
          }

      log.begin("results");
      if (problem.requests.output.fields)
        output::write_collection(directory, state_names(problem), communicator);
      output::write_warpage_file(directory / "warpage.h5", result.states, info, communicator);
      log.end();
      result.stages = log.costs();
      output::write_results_json(directory / "results.json", result, communicator);
      return result;
    }
  } // namespace

  results::RunResult run(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator, StageLog &log)
  {
    log.begin(problem.numerics.adaptive ? "plan 1" : "mesh");
    const model::PackagePlan plan(problem.package, problem.conditions, problem.numerics, communicator);
    adaptivity::check_start(problem, plan);
    for (const std::string &sentence : unused_laws(problem))
      log.remark(sentence);
    auto solution = std::make_unique<PlanSolution>(problem, plan, communicator);
    model::check_points(solution->model(), problem.requests.probes);
    if (problem.conditions.mechanical.has_loads())
      check_equilibrium(problem, solution->mechanics());
    output::prepare_directory(directory, state_names(problem), communicator);
    try
      {
        return solve_and_write(problem, std::move(solution), directory, communicator, log);
      }
    catch (...)
      {
        output::discard_results(directory, state_names(problem), communicator);
        throw;
      }
  }

  results::MeshInfo check(const Case &problem, MPI_Comm communicator)
  {
    const model::PackagePlan plan(problem.package, problem.conditions, problem.numerics, communicator);
    adaptivity::check_start(problem, plan);
    const model::Model model(problem.package, problem.conditions, problem.numerics, plan, communicator);
    model::check_points(model, problem.requests.probes);
    if (problem.conditions.mechanical.has_loads())
      check_equilibrium(problem, mechanics::MechanicsProblem(model, problem.materials));
    return programme::describe_mesh(problem, model);
  }
} // namespace sagitta
