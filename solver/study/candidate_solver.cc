#include <solver/study/candidate_solver.h>

#include <solver/base/errors.h>
#include <solver/input/case/case_reader.h>
#include <solver/revision.h>
#include <solver/study/measures.h>
#include <solver/study/variant_run.h>

#include <cmath>
#include <iostream>

namespace sagitta::study
{
  CandidateSolver::CandidateSolver(const Study &study, const CaseSource &source, const std::filesystem::path &directory, MPI_Comm group)
      : study_(study), source_(source), group_(group), series_({needs_stresses(study.outputs)}, directory / "runs", group)
  {
  }

  void CandidateSolver::make_models(const std::vector<const Candidate *> &candidates, std::ostream &out)
  {
    models_.emplace(study_, source_, candidates, group_, out);
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
    record.sentence = find_failure([&] {
      solve_into(candidate, record);
      record.is_solved = true;
    });
    if (!record.is_solved)
      record.values.clear();
    record.seconds = MPI_Wtime() - start;
    return record;
  }

  void CandidateSolver::solve_into(const Candidate &candidate, Record &record)
  {
    StageLog log(group_, std::cout, StageLog::Style::silent);
    const Case problem = input::read_variant(source_.file.source, candidate.overrides, source_.library, group_);
    if (models_)
      models_->add_figures(problem, study_.outputs, record);
    const auto is_open = [&](std::size_t o) {
      return std::isnan(candidate.before[o]) && record.values.count(study_.outputs[o].key()) == 0;
    };
    std::vector<unsigned> thermal; // states of which no open output needs the displacement
    bool is_any_open = false;
    for (unsigned state = 0; state < problem.programme.states.size(); ++state)
      {
        bool needs_displacement = false;
        for (std::size_t o = 0; o < study_.outputs.size(); ++o)
          needs_displacement |= is_open(o) && study_.outputs[o].state == problem.programme.states[state].name &&
                                study_.outputs[o].measure != Measure::hotspot;
        if (!needs_displacement)
          thermal.push_back(state);
      }
    for (std::size_t o = 0; o < study_.outputs.size(); ++o)
      is_any_open |= is_open(o);
    if (!is_any_open)
      return;
    const results::RunResult result = series_.solve(problem, log, thermal);
    for (std::size_t o = 0; o < study_.outputs.size(); ++o)
      if (is_open(o))
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
