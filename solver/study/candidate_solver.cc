#include <solver/study/candidate_solver.h>

#include <solver/base/errors.h>
#include <solver/base/memory_error.h>
#include <solver/input/case/case_reader.h>
#include <solver/revision.h>
#include <solver/study/measures.h>

#include <cmath>
#include <iostream>

namespace sagitta::study
{
  CandidateSolver::CandidateSolver(const Study &study, const CaseSource &source, const std::filesystem::path &directory, MPI_Comm group)
      : study_(study), source_(source), group_(group), series_({needs_stresses(study.outputs)}, directory / "runs", group)
  {
  }

  Record CandidateSolver::solve(const Candidate &candidate)
  {
    Record record;
    record.hash = candidate.hash;
    record.revision = revision;
    int ranks = 1;
    MPI_Comm_size(group_, &ranks);
    record.ranks = static_cast<unsigned>(ranks);
    const double start = MPI_Wtime();
    try
      {
        solve_into(candidate, record);
        record.is_solved = true;
      }
    catch (const InputError &error)
      {
        record.sentence = error.what();
      }
    catch (const ConvergenceError &error)
      {
        record.sentence = error.what();
      }
    catch (const MemoryError &error)
      {
        record.sentence = error.what();
      }
    if (!record.is_solved)
      record.values.clear();
    record.seconds = MPI_Wtime() - start;
    return record;
  }

  void CandidateSolver::solve_into(const Candidate &candidate, Record &record)
  {
    StageLog log(group_, std::cout, StageLog::Style::silent);
    const Case problem = input::read_variant(source_.file.source, candidate.overrides, source_.library, group_);
    const results::RunResult result = series_.solve(problem, log);
    for (std::size_t o = 0; o < study_.outputs.size(); ++o)
      if (std::isnan(candidate.before[o]))
        {
          const double value = measure(study_.outputs[o], result);
          if (!std::isfinite(value))
            throw ConvergenceError(study_.outputs[o].name + " is not a finite number");
          record.values[study_.outputs[o].key()] = value;
        }
    if (result.temperature)
      record.iterations += result.temperature->iterations;
    for (const results::StateResult &state : result.states)
      record.iterations += state.history ? state.history->iterations : state.displacement.iterations;
  }
} // namespace sagitta::study
