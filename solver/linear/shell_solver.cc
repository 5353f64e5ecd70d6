#include <solver/linear/shell_solver.h>

#include <solver/linear/petsc_errors.h>

#include <petscksp.h>

#include <stdexcept>
#include <utility>

namespace sagitta::linear
{
  namespace
  {
    bool has_options(const std::string &beginning)
    {
      char *all = nullptr;
      PetscOptionsGetAll(nullptr, &all);
      const std::string text = std::string(" ") + (all ? all : "");
      PetscFree(all);
      return text.find(" -" + beginning) != std::string::npos;
    }

    /// dst = map src. No exception passes through PETSc: an error inside becomes PETSc's error code.
    PetscErrorCode apply(const ShellSolver::Map &map, Vec src, Vec dst)
    {
      const double *from = nullptr;
      double *to = nullptr;
      VecGetArrayRead(src, &from);
      VecGetArrayWrite(dst, &to);
      PetscErrorCode code = 0;
      try
        {
          map(from, to);
        }
      catch (const std::exception &)
        {
          code = PETSC_ERR_LIB;
        }
      VecRestoreArrayWrite(dst, &to);
      VecRestoreArrayRead(src, &from);
      return code;
    }
  } // namespace

  struct ShellSolver::Objects
  {
    Map matrix_map, preconditioner_map;
    Mat matrix = nullptr;
    KSP solver = nullptr;
    Vec right_side = nullptr, solution = nullptr;

    static PetscErrorCode multiply(Mat shell, Vec src, Vec dst)
    {
      Objects *self = nullptr;
      MatShellGetContext(shell, &self);
      return apply(self->matrix_map, src, dst);
    }

    static PetscErrorCode precondition(PC shell, Vec src, Vec dst)
    {
      Objects *self = nullptr;
      PCShellGetContext(shell, &self);
      return apply(self->preconditioner_map, src, dst);
    }

    ~Objects()
    {
      KSPDestroy(&solver);
      MatDestroy(&matrix);
      VecDestroy(&right_side);
      VecDestroy(&solution);
    }
  };

  bool ShellSolver::is_wanted(const std::string &name)
  {
    return has_options("ksp_") || has_options(name + "_ksp_");
  }

  ShellSolver::ShellSolver(Shells shells, const KrylovSettings &settings) : objects_(std::make_unique<Objects>())
  {
    Objects &o = *objects_;
    o.matrix_map = std::move(shells.matrix);
    o.preconditioner_map = std::move(shells.preconditioner);
    const MPI_Comm communicator = shells.communicator;
    const std::string &name = settings.prefix;
    const auto n = static_cast<PetscInt>(shells.n_owned);
    check(MatCreateShell(communicator, n, n, PETSC_DETERMINE, PETSC_DETERMINE, &o, &o.matrix), "create a shell");
    MatShellSetOperation(o.matrix, MATOP_MULT, reinterpret_cast<void (*)()>(&Objects::multiply));
    MatSetOption(o.matrix, MAT_SYMMETRIC, PETSC_TRUE);
    check(VecCreateMPI(communicator, n, PETSC_DETERMINE, &o.right_side), "create a vector");
    check(VecDuplicate(o.right_side, &o.solution), "create a vector");
    check(KSPCreate(communicator, &o.solver), "create a solver");
    KSPSetOperators(o.solver, o.matrix, o.matrix);
    if (has_options(name + "_ksp_"))
      KSPSetOptionsPrefix(o.solver, (name + "_").c_str());
    PC shell = nullptr;
    KSPGetPC(o.solver, &shell);
    PCSetType(shell, PCSHELL);
    PCShellSetContext(shell, &o);
    PCShellSetApply(shell, &Objects::precondition);
    PCShellSetName(shell, "column multigrid");
    KSPSetType(o.solver, KSPCG);
    if (!has_options("ksp_type") && !has_options(name + "_ksp_type")) // other methods may support another norm only
      KSPSetNormType(o.solver, KSP_NORM_UNPRECONDITIONED);
    KSPSetTolerances(o.solver, settings.tolerance, PETSC_DEFAULT, PETSC_DEFAULT, static_cast<PetscInt>(settings.max_iterations));
    KSPSetResidualHistory(o.solver, nullptr, PETSC_DECIDE, PETSC_TRUE);
    KSPSetInitialGuessNonzero(o.solver, PETSC_TRUE);
    check(KSPSetFromOptions(o.solver), "read the options behind --petsc");
  }

  ShellSolver::~ShellSolver() = default;

  ShellSolver::Outcome ShellSolver::solve(const double *b, double *x) const
  {
    Objects &o = *objects_;
    VecPlaceArray(o.right_side, b);
    VecPlaceArray(o.solution, x);
    const PetscErrorCode code = KSPSolve(o.solver, o.right_side, o.solution);
    VecResetArray(o.right_side);
    VecResetArray(o.solution);
    check(code, "solve with the options behind --petsc");
    PetscInt iterations = 0, length = 0;
    const PetscReal *history = nullptr;
    KSPGetIterationNumber(o.solver, &iterations);
    KSPGetResidualHistory(o.solver, &history, &length);
    return {static_cast<unsigned>(iterations), std::vector<double>(history, history + length)};
  }
} // namespace sagitta::linear
