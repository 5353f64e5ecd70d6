#pragma once

#include <solver/case/case.h>
#include <solver/evaluation/evaluation.h>
#include <solver/programme/state_sequence.h>
#include <solver/results/results.h>

#include <mpi.h>

namespace sagitta::programme
{
  /// The report of a run before anything is solved: case, version, materials with their laws and predictions.
  results::RunResult start_report(const Case &problem, MPI_Comm communicator);

  /// A pass over a state: its temperatures, and its stresses if it has a displacement. *Collective.*
  evaluation::Survey make_survey(const ReachedState &reached, bool needs_means);

  /// The figures of one state. `survey` is of that state. *Collective.*
  results::StateResult evaluate(const Case &problem, const ReachedState &reached, const evaluation::Survey &survey);
} // namespace sagitta::programme
