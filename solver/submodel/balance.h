#pragma once

#include <solver/evaluation/evaluation.h>
#include <solver/results/submodel.h>
#include <solver/submodel/source_law.h>
#include <solver/submodel/source_run.h>

namespace sagitta::submodel
{
  /// Energy of the window and resultants of the tractions on its cuts, in a state of the submodel and in its source. Both are integrated at
  /// the same points, the quadrature points of the submodel's elements and of their faces on the cuts; the source's tractions are those a
  /// millionth of the window inside of the cut. Theory: docs/theory/submodel.md. Throws InputError when the fields cannot be read.
  /// *Collective.*
  results::SubmodelBalance measure_balance(unsigned index, const evaluation::SolvedState &state, const SourceRun &source);
} // namespace sagitta::submodel
