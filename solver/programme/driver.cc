#include <solver/programme/driver.h>

#include <solver/case/unused_laws.h>
#include <solver/evaluation/evaluation.h>
#include <solver/programme/bump_layer_report.h>
#include <solver/programme/memory_estimate.h>
#include <solver/programme/mesh_info.h>
#include <solver/programme/plan_solution.h>
#include <solver/programme/result_writer.h>
#include <solver/programme/run_report.h>
#include <solver/programme/state_sequence.h>
#include <solver/programme/submodel_source.h>
#include <solver/programme/warnings.h>

namespace sagitta::programme
{
  namespace
  {
    /// Solves for every state in its turn, evaluates and writes it.
    results::RunResult solve_and_write(const Case &problem, StateSequence &sequence, ResultWriter &writer, MPI_Comm communicator,
                                       StageLog &log)
    {
      results::RunResult result = start_report(problem, communicator);
      sequence.prepare(log);
      result.mesh = describe_mesh(problem, sequence.model());
      result.submodel = sequence.submodel_result();
      while (const auto reached = sequence.next(log))
        {
          const std::string &name = problem.programme.states[reached->index].name;
          log.begin("evaluation, " + name);
          const evaluation::Survey survey = make_survey(*reached, writer.writes_fields());
          result.states[reached->index] = evaluate(problem, *reached, survey);
          if (reached->balance)
            result.submodel->balances.push_back(*reached->balance);
          writer.check_finite(*reached, survey, result.states[reached->index]);
          writer.keep_path(*reached);
          if (!writer.writes_fields())
            continue;
          log.begin("fields, " + name);
          writer.write_fields(*reached, survey);
        }
      result.adaptive = sequence.adaptive_result();
      result.sensitivities = sequence.sensitivity_result();
      result.temperature = sequence.temperature_info();
      result.warnings = warn_of_run(problem, result);
      writer.conclude(result, log);
      return result;
    }
  } // namespace

  results::RunResult run(const Case &given, const std::filesystem::path &directory, MPI_Comm communicator, StageLog &log,
                         const std::optional<restart::CheckpointRequest> &checkpoints)
  {
    if (!given.materials.bump_layers.empty())
      log.begin("layers of bumps");
    const Case problem = with_solved_bumps(given, communicator);
    refuse_beyond_memory(problem, count_mesh(problem), 1., communicator);
    if (problem.submodel && problem.submodel->results.empty())
      return run(find_or_solve_source(problem, directory, communicator, log), directory, communicator, log, checkpoints);
    log.begin(problem.numerics.adaptive ? "plan 1" : "mesh");
    const std::unique_ptr<StateSequence> sequence = make_sequence(problem, communicator);
    if (problem.programme.has_displacement)
      for (const std::string &sentence : unused_laws(problem.materials))
        log.remark(sentence);
    sequence->check_equilibrium();
    ResultWriter writer(problem, directory, communicator);
    try
      {
        writer.write_model(problem);
        std::optional<restart::Checkpoints> kept;
        if (checkpoints)
          sequence->keep_checkpoints(kept.emplace(directory, *checkpoints, restart::notes_of(problem), communicator));
        results::RunResult result = solve_and_write(problem, *sequence, writer, communicator, log);
        if (kept)
          kept->remove();
        return result;
      }
    catch (...)
      {
        writer.discard();
        throw;
      }
  }
} // namespace sagitta::programme
