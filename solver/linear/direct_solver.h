#pragma once

#include <mpi.h>
#include <petscksp.h>

#include <functional>
#include <string>
#include <vector>

namespace sagitta::linear
{
  /// A symmetric sparse matrix on PETSc, rows in contiguous blocks per rank. Movable, not copyable; owns its PETSc objects.
  class SparseMatrix
  {
  public:
    /// `n_owned` rows on this rank; `row_lengths[r]`: entries of owned row r, an upper bound; `block_size`: unknowns of a node, which are
    /// neighbours and which aggregation keeps together. *Collective.*
    SparseMatrix(MPI_Comm communicator, PetscInt n_owned, const std::vector<PetscInt> &row_lengths, PetscInt block_size = 1);
    SparseMatrix(SparseMatrix &&other) noexcept;
    SparseMatrix &operator=(SparseMatrix &&other) noexcept;
    SparseMatrix(const SparseMatrix &) = delete;
    SparseMatrix &operator=(const SparseMatrix &) = delete;
    ~SparseMatrix();

    /// Adds a dense block; negative indices are skipped. finish() sends entries of other ranks.
    void add(const std::vector<PetscInt> &rows, const std::vector<PetscInt> &columns, const double *values);

    /// Ends adding. *Collective.*
    void finish();

    /// Replaces rows and columns by those of the identity. `owned_rows`: numbers among the rows of this rank. *Collective.*
    void make_identity(const std::vector<unsigned> &owned_rows);

    /// Multiplies the diagonal by a factor. *Collective.*
    void scale_diagonal(double factor);

    Mat get() const { return matrix_; }
    MPI_Comm communicator() const { return communicator_; }
    PetscInt n_owned() const { return n_owned_; }
    PetscInt first_row() const;

  private:
    MPI_Comm communicator_;
    PetscInt n_owned_;
    Mat matrix_ = nullptr;
  };

  /// Where a PETSc solver finds its options, and when its iteration ends.
  struct KrylovSettings
  {
    std::string prefix; ///< of the options: `-PREFIX_ksp_view`, ...
    double tolerance = 1e-10;
    unsigned max_iterations = 200;
  };

  /// One application of a PETSc preconditioner over a SparseMatrix: MUMPS's Cholesky factors, or what `-PREFIX_pc_type` names instead.
  /// The prefix lets the user set everything else too (`-PREFIX_ksp_view`, ...).
  class KrylovSolver
  {
  public:
    /// Vectors over the owned rows that the matrix without its supports maps to nearly zero.
    using NearNullSpace = std::function<std::vector<std::vector<double>>()>;

    /// Sets up (factors) at once. `near_null_space`: asked for where an option names another preconditioner, such as gamg. Throws
    /// std::runtime_error if the factorisation fails. *Collective.*
    KrylovSolver(SparseMatrix matrix, const KrylovSettings &settings, const NearNullSpace &near_null_space = {});
    KrylovSolver(const KrylovSolver &) = delete;
    KrylovSolver &operator=(const KrylovSolver &) = delete;
    ~KrylovSolver();

    struct Outcome
    {
      unsigned iterations;
      bool converged;
      std::vector<double> residuals;
    };

    /// x = A^-1 b over the owned rows. *Collective.*
    Outcome solve(const double *b, double *x) const;

    /// The same for `n` right-hand sides behind one another: the factors are read once for all. *Collective.*
    void solve_columns(double *b, double *x, unsigned n) const;

    /// PETSc's name of the preconditioner that an option has put in the place of MUMPS's factors; empty: none.
    const std::string &replacement() const { return replacement_; }

  private:
    void set_near_null_space(const std::vector<std::vector<double>> &vectors);
    /// Cholesky factors by MUMPS.
    void set_factors();
    /// Throws std::runtime_error if the factorisation fails.
    void factor();

    SparseMatrix matrix_;
    std::string replacement_;
    KSP solver_ = nullptr;
    Vec right_side_ = nullptr;
    Vec solution_ = nullptr;
  };
} // namespace sagitta::linear
