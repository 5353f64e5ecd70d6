#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <solver/linear/direct_solver.h>

#include <vector>

namespace sagitta::layered
{
  /// For every owned plan DoF: how many plan DoFs it shares a cell with, hanging nodes resolved. *Collective.*
  std::vector<unsigned> count_plan_neighbours(const PlanSpace &plan);

  /// The operator as a sparse matrix over all unknowns (global index of LayeredSpace); rows of constrained unknowns are those of the
  /// identity. For tests, small models and PETSc's own preconditioners. *Collective.*
  linear::SparseMatrix assemble(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained);

  /// The same of tangents at the quadrature points, without films. *Collective.*
  linear::SparseMatrix assemble(const LayeredSpace &space, const TangentFunction &tangents, const ConstrainedUnknowns &constrained);
} // namespace sagitta::layered
