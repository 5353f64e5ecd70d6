#pragma once

#include <solver/case/numerics.h>

#include <solver/layered/multigrid/conjugate_gradients.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/operator/layered_operator.h>
#include <solver/layered/space/layered_space.h>
#include <solver/layered/space/rigid_modes.h>

#include <solver/linear/direct_solver.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::model
{
  /// Equations A x = b for one field. The matrix is that of cell-constant coefficients, or of tangents at the quadrature points, which the
  /// coefficients then average.
  struct LinearEquations
  {
    std::string name;                                         ///< of the unknown field, and prefix of PETSc's options
    std::vector<layered::LevelDescription> levels;            ///< coarsest plan first
    layered::Coefficients coefficients;                       ///< of A, or averages of the tangents
    layered::TangentFunction tangents;                        ///< of A; empty where A has cell-constant coefficients
    std::unique_ptr<layered::LayeredOperator<double>> matrix; ///< A
    std::unique_ptr<layered::RigidModes> modes;               ///< the null space of A

    const layered::LayeredSpace &space() const { return *levels.back().space; }
    const layered::ConstrainedUnknowns &constrained() const { return *levels.back().constrained; }

    /// A as a sparse matrix. *Collective.*
    linear::SparseMatrix assemble() const;
  };

  /// How much the coefficients of the equations have changed since a method was last set up.
  enum class Change
  {
    any,
    small ///< a preconditioner that is expensive to set up may stay
  };

  /// A method to solve linear equations. It keeps a reference to them.
  class LinearMethod
  {
  public:
    /// Reports the iteration and the largest relative residual.
    using Progress = std::function<void(unsigned, double)>;

    virtual ~LinearMethod() = default;

    /// The name for the report of a solve.
    virtual std::string name() const = 0;

    /// A description for the log, after the set-up; may be empty.
    virtual std::string describe() const { return {}; }

    /// The coefficients of the equations have changed. Throws std::runtime_error on every rank when a factorisation fails. *Collective.*
    virtual void update(Change change) = 0;

    /// Solves for several right-hand sides side by side, to a tolerance as layered::solve has it. x holds the starts and the results on the
    /// owned unknowns; b is used up. Throws InputError for PETSc options that cannot be used. *Collective.*
    virtual std::vector<layered::SolveOutcome> solve(const layered::Columns &x, const layered::Columns &b, double tolerance,
                                                     const Progress &progress) const = 0;
  };

  /// The method that is asked for, set up; `automatic` becomes `direct` for up to most_unknowns_solved_directly unknowns and
  /// `column_multigrid` for more. PETSc's own Krylov solvers replace the conjugate gradients of `column_multigrid` when the options behind
  /// --petsc name one. Throws std::runtime_error on every rank when a factorisation fails. *Collective.*
  std::unique_ptr<LinearMethod> make_linear_method(const LinearEquations &equations, const SolverRequest &request);
} // namespace sagitta::model
