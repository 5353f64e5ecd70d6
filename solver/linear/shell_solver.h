#pragma once

#include <solver/linear/direct_solver.h>

#include <mpi.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::linear
{
  /// PETSc's Krylov solvers with an operator and a preconditioner that are functions, not matrices, chosen by `-ksp_...` and `-pc_...`.
  /// For trials and for PETSc's monitors; the default iteration is layered::solve.
  class ShellSolver
  {
  public:
    /// dst = the operator (or the preconditioner) times src, over the entries of this rank.
    using Map = std::function<void(const double *src, double *dst)>;

    /// Has the user set options of such a solver, `-ksp_...` or `-NAME_ksp_...`?
    static bool is_wanted(const std::string &name);

    /// Operator and preconditioner on the `n_owned` entries of this rank.
    struct Shells
    {
      MPI_Comm communicator;
      std::size_t n_owned;
      Map matrix, preconditioner;
    };

    /// Conjugate gradients unless the options say otherwise. *Collective.*
    ShellSolver(Shells shells, const KrylovSettings &settings);
    ShellSolver(const ShellSolver &) = delete;
    ShellSolver &operator=(const ShellSolver &) = delete;
    ~ShellSolver();

    struct Outcome
    {
      unsigned iterations = 0;
      std::vector<double> residuals; ///< in the norm that the options choose
    };

    /// Improves x for A x = b. Throws std::runtime_error when PETSc refuses the options. *Collective.*
    Outcome solve(const double *b, double *x) const;

  private:
    struct Objects; ///< PETSc's

    std::unique_ptr<Objects> objects_;
  };
} // namespace sagitta::linear
