#pragma once

#include <solver/layered/multigrid/column_smoother.h>
#include <solver/layered/operator/layered_operator.h>

#include <memory>
#include <vector>

namespace sagitta::layered
{
  /// How a plan level is smoothed.
  struct SmootherOptions
  {
    unsigned degree = 3;
    double range = 12;              ///< the smoother works on [largest / range, largest] eigenvalues
    unsigned eigenvalue_steps = 12; ///< of the Lanczos estimate
  };

  /// One plan level of the column multigrid: A x = b, its vectors and its smoother, Chebyshev polynomials of the column-block Jacobi
  /// iteration, all in one precision.
  template <typename Number>
  class SmoothedLevel
  {
  public:
    /// `bumps`: the columns within each are smoothed together. *Collective.*
    SmoothedLevel(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients,
                  std::shared_ptr<const ConstrainedUnknowns> constrained, const SmootherOptions &options,
                  std::vector<meshing::Disc> bumps = {});

    /// Replaces the coefficients. Overwrites the vectors. *Collective.*
    void set_coefficients(const Coefficients &coefficients);

    /// Improves x; `from_zero`: x is taken as zero, whatever its values are. *Collective.*
    void smooth(bool from_zero);

    /// residual = b - A x. *Collective.*
    void find_residual();

    void clear_constrained(Vector<Number> &vector) const { matrix_.clear_constrained(vector); }
    unsigned n_factors() const { return blocks_.n_factors(); }

    double largest_eigenvalue() const { return largest_eigenvalue_; }
    void increase_largest_eigenvalue(double value);

    /// Makes room for the vectors of so many load cases, which are exchanged one by one with x, b and residual; those of number 0 are
    /// these themselves.
    void hold_columns(unsigned n);

    /// Exchanges x, b and residual with those of load case c; once more changes them back.
    void exchange(unsigned c);

    /// x, residual of all load cases, while none is exchanged.
    std::vector<Vector<Number> *> solutions(unsigned n);
    std::vector<const Vector<Number> *> residuals(unsigned n) const;

    Vector<Number> x, b, residual; ///< smoothing overwrites the residual

  private:
    /// The vectors of a load case.
    struct Column
    {
      Vector<Number> x, b, residual;
    };

    /// The largest eigenvalue by Lanczos' method; one for a matrix of zeros. Overwrites the vectors.
    double estimate_eigenvalue();

    std::shared_ptr<const LayeredSpace> space_;
    std::shared_ptr<const ConstrainedUnknowns> constrained_;
    SmootherOptions options_;
    std::vector<meshing::Disc> bumps_; ///< whose columns are smoothed together
    LayeredOperator<Number> matrix_;
    ColumnBlocks<Number> blocks_;
    Vector<Number> product_;
    std::vector<Column> columns_; ///< of the load cases from number 1 on
    double largest_eigenvalue_ = 1;
  };
} // namespace sagitta::layered
