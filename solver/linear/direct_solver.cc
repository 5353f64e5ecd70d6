#include <solver/linear/direct_solver.h>

#include <solver/base/memory_error.h>
#include <solver/linear/petsc_errors.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace sagitta::linear
{
  SparseMatrix::SparseMatrix(MPI_Comm communicator, PetscInt n_owned, const std::vector<PetscInt> &row_lengths, PetscInt block_size)
      : communicator_(communicator), n_owned_(n_owned)
  {
    PetscInt n_global = 0;
    MPI_Allreduce(&n_owned, &n_global, 1, MPIU_INT, MPI_SUM, communicator);
    std::vector<PetscInt> diagonal(n_owned), off_diagonal(n_owned);
    for (PetscInt r = 0; r < n_owned; ++r)
      {
        diagonal[r] = std::min(row_lengths[r], n_owned);
        off_diagonal[r] = std::min(row_lengths[r], n_global - n_owned);
      }
    check(MatCreate(communicator, &matrix_), "create a matrix");
    check(MatSetSizes(matrix_, n_owned, n_owned, n_global, n_global), "size a matrix");
    check(MatSetBlockSize(matrix_, block_size), "set the block size of a matrix");
    check(MatSetType(matrix_, MATAIJ), "set the type of a matrix");
    check(MatSeqAIJSetPreallocation(matrix_, 0, diagonal.data()), "allocate a matrix");
    check(MatMPIAIJSetPreallocation(matrix_, 0, diagonal.data(), 0, off_diagonal.data()), "allocate a matrix");
    MatSetOption(matrix_, MAT_NEW_NONZERO_ALLOCATION_ERR, PETSC_FALSE);
    MatSetOption(matrix_, MAT_SYMMETRIC, PETSC_TRUE);
    MatSetOption(matrix_, MAT_SPD, PETSC_TRUE);
  }

  SparseMatrix::SparseMatrix(SparseMatrix &&other) noexcept
      : communicator_(other.communicator_), n_owned_(other.n_owned_), matrix_(std::exchange(other.matrix_, nullptr))
  {
  }

  SparseMatrix &SparseMatrix::operator=(SparseMatrix &&other) noexcept
  {
    std::swap(communicator_, other.communicator_);
    std::swap(n_owned_, other.n_owned_);
    std::swap(matrix_, other.matrix_);
    return *this;
  }

  SparseMatrix::~SparseMatrix()
  {
    MatDestroy(&matrix_);
  }

  void SparseMatrix::add(const std::vector<PetscInt> &rows, const std::vector<PetscInt> &columns, const double *values)
  {
    check(MatSetValues(matrix_, static_cast<PetscInt>(rows.size()), rows.data(), static_cast<PetscInt>(columns.size()), columns.data(),
                       values, ADD_VALUES),
          "add to a matrix");
  }

  void SparseMatrix::finish()
  {
    check(MatAssemblyBegin(matrix_, MAT_FINAL_ASSEMBLY), "assemble a matrix");
    check(MatAssemblyEnd(matrix_, MAT_FINAL_ASSEMBLY), "assemble a matrix");
  }

  void SparseMatrix::make_identity(const std::vector<unsigned> &owned_rows)
  {
    std::vector<PetscInt> rows;
    for (const unsigned row : owned_rows)
      rows.push_back(first_row() + static_cast<PetscInt>(row));
    check(MatZeroRowsColumns(matrix_, static_cast<PetscInt>(rows.size()), rows.data(), 1., nullptr, nullptr), "replace rows of a matrix");
  }

  void SparseMatrix::scale_diagonal(double factor)
  {
    Vec diagonal;
    MatCreateVecs(matrix_, &diagonal, nullptr);
    MatGetDiagonal(matrix_, diagonal);
    VecScale(diagonal, factor);
    MatDiagonalSet(matrix_, diagonal, INSERT_VALUES);
    VecDestroy(&diagonal);
  }

  PetscInt SparseMatrix::first_row() const
  {
    PetscInt first = 0;
    MatGetOwnershipRange(matrix_, &first, nullptr);
    return first;
  }

  namespace
  {
    /// The preconditioner other than factors that `-PREFIX_pc_type` names; empty: none.
    std::string find_named_preconditioner(const std::string &prefix)
    {
      std::array<char, 64> name{};
      PetscBool is_named = PETSC_FALSE;
      check(PetscOptionsGetString(nullptr, prefix.c_str(), "-pc_type", name.data(), name.size(), &is_named), "read an option");
      return is_named != PETSC_FALSE && name.data() != std::string(PCCHOLESKY) ? name.data() : "";
    }
  } // namespace

  KrylovSolver::KrylovSolver(SparseMatrix matrix, const KrylovSettings &settings, const NearNullSpace &near_null_space)
      : matrix_(std::move(matrix)), replacement_(find_named_preconditioner(settings.prefix + "_"))
  {
    check(MatCreateVecs(matrix_.get(), &solution_, &right_side_), "create vectors");
    if (!replacement_.empty() && near_null_space)
      set_near_null_space(near_null_space());
    check(KSPCreate(matrix_.communicator(), &solver_), "create a solver");
    check(KSPSetOperators(solver_, matrix_.get(), matrix_.get()), "set a matrix");
    check(KSPSetOptionsPrefix(solver_, (settings.prefix + "_").c_str()), "set a prefix");
    check(KSPSetType(solver_, KSPPREONLY), "set the type of a solver");
    if (replacement_.empty())
      set_factors();
    KSPSetTolerances(solver_, settings.tolerance, PETSC_DEFAULT, PETSC_DEFAULT, static_cast<PetscInt>(settings.max_iterations));
    KSPSetResidualHistory(solver_, nullptr, PETSC_DECIDE, PETSC_TRUE);
    check(KSPSetFromOptions(solver_), "read solver options");
    factor();
  }

  void KrylovSolver::set_near_null_space(const std::vector<std::vector<double>> &vectors)
  {
    std::vector<Vec> modes;
    for (const std::vector<double> &vector : vectors)
      {
        modes.push_back(nullptr);
        check(VecDuplicate(solution_, &modes.back()), "create a vector");
        double *values = nullptr;
        VecGetArray(modes.back(), &values);
        std::copy(vector.begin(), vector.end(), values);
        VecRestoreArray(modes.back(), &values);
        for (std::size_t m = 0; m + 1 < modes.size(); ++m)
          {
            double product = 0;
            VecDot(modes.back(), modes[m], &product);
            VecAXPY(modes.back(), -product, modes[m]);
          }
        VecNormalize(modes.back(), nullptr);
      }
    MatNullSpace space = nullptr;
    check(MatNullSpaceCreate(matrix_.communicator(), PETSC_FALSE, static_cast<PetscInt>(modes.size()), modes.data(), &space),
          "create a near-null space");
    MatSetNearNullSpace(matrix_.get(), space);
    MatNullSpaceDestroy(&space);
    for (Vec &mode : modes)
      VecDestroy(&mode);
  }

  void KrylovSolver::set_factors()
  {
    PC preconditioner = nullptr;
    KSPGetPC(solver_, &preconditioner);
    // With nodes as blocks MUMPS distributes its work among ranks dynamically, and a run would not be reproducible to the last bit.
    check(MatSetBlockSize(matrix_.get(), 1), "set the block size of a matrix");
    PCSetType(preconditioner, PCCHOLESKY);
    PCFactorSetMatSolverType(preconditioner, MATSOLVERMUMPS);
    PCFactorSetUpMatSolverType(preconditioner);
    // The workspace that MUMPS estimates is too small for some thin packages.
    Mat factor = nullptr;
    if (PCFactorGetMatrix(preconditioner, &factor) == 0)
      MatMumpsSetIcntl(factor, 14, 60);
  }

  void KrylovSolver::factor()
  {
    check(KSPSetUp(solver_), "set up a solver");
    PC preconditioner = nullptr;
    KSPGetPC(solver_, &preconditioner);
    PCFailedReason failure = PC_NOERROR;
    PCGetFailedReason(preconditioner, &failure);
    if (failure == PC_FACTOR_OUTMEMORY)
      throw MemoryError("not enough memory for the factors of a direct solve");
    if (failure != PC_NOERROR)
      throw std::runtime_error("the factorisation failed: the matrix is singular");
  }

  KrylovSolver::~KrylovSolver()
  {
    KSPDestroy(&solver_);
    VecDestroy(&right_side_);
    VecDestroy(&solution_);
  }

  KrylovSolver::Outcome KrylovSolver::solve(const double *b, double *x) const
  {
    VecPlaceArray(right_side_, b);
    VecPlaceArray(solution_, x);
    const PetscErrorCode code = KSPSolve(solver_, right_side_, solution_);
    VecResetArray(right_side_);
    VecResetArray(solution_);
    check(code, "solve");
    KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
    PetscInt iterations = 0, length = 0;
    const PetscReal *history = nullptr;
    KSPGetConvergedReason(solver_, &reason);
    KSPGetIterationNumber(solver_, &iterations);
    KSPGetResidualHistory(solver_, &history, &length);
    return {static_cast<unsigned>(iterations), reason > 0, std::vector<double>(history, history + length)};
  }

  void KrylovSolver::solve_columns(double *b, double *x, unsigned n) const
  {
    if (n == 1)
      {
        solve(b, x);
        return;
      }
    Mat from = nullptr, to = nullptr;
    for (const auto &[matrix, values] : {std::pair<Mat *, double *>{&from, b}, {&to, x}})
      check(MatCreateDense(matrix_.communicator(), matrix_.n_owned(), PETSC_DECIDE, PETSC_DETERMINE, static_cast<PetscInt>(n), values,
                           matrix),
            "create a matrix");
    const PetscErrorCode code = KSPMatSolve(solver_, from, to);
    MatDestroy(&from);
    MatDestroy(&to);
    check(code, "solve");
  }
} // namespace sagitta::linear
