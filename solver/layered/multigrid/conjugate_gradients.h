#pragma once

#include <solver/layered/operator/layered_operator.h>
#include <solver/layered/space/rigid_modes.h>

#include <functional>
#include <vector>

namespace sagitta::layered
{
  /// Vectors of several load cases, side by side.
  using Columns = std::vector<Vector<double> *>;
  using ConstColumns = std::vector<const Vector<double> *>;

  /// dst = an approximation of A^-1 src for every column. *Collective.*
  using Preconditioner = std::function<void(const Columns &dst, const ConstColumns &src)>;

  /// The equations A x = b, singular for free bodies, and their preconditioner.
  struct PreconditionedEquations
  {
    const LayeredOperator<double> &matrix;
    const RigidModes &modes; ///< the null space of the matrix
    Preconditioner preconditioner;
  };

  struct SolveOptions
  {
    double tolerance = 1e-8; ///< of the relative error in the energy norm, and of |b - A x| / |b| as far as rounding allows
    unsigned max_iterations = 200;
    std::function<void(unsigned, double)> progress; ///< of iteration and largest relative residual of all columns; called on every rank
    Preconditioner start;                           ///< a better and costlier preconditioner for the first correction; may be empty
    /// A load that is a combination of other loads but for this share of its norm starts from the combination of their solutions, which are
    /// then found to a smaller tolerance.
    double dependent_share = 1e-6;
  };

  struct SolveOutcome
  {
    bool converged = false;
    bool stagnated = false; ///< rounding keeps error and residual above the tolerance
    unsigned iterations = 0;
    double relative_residual = 0;         ///< |b - A x| / |b|
    double energy_error = 0;              ///< estimate of |x* - x|_A / |x*|_A with the exact solution x* and |v|_A^2 = v . A v
    std::vector<double> residual_history; ///< relative residual after each iteration: of the recurrence, the last one |b - A x| / |b|
  };

  /// Preconditioned conjugate gradients (flexible: the preconditioner rounds in single precision) for A x = b on the free unknowns,
  /// rigid modes projected out of b and x. The recurrence restarts from the true residual when it meets the tolerance or may have drifted.
  /// A solve has converged when the estimated error in the energy norm and the true residual are within the tolerance; where rounding of A
  /// x is large beside b (a wide plate under its own weight), the energy norm decides alone, from a step after the restart. Every column
  /// has its own iteration; they run side by side, so that each pass over the matrix, each message and each sum over the ranks serves all.
  /// x holds the starts, which are scaled to the loads, and the results; b is projected in place. *Collective.*
  std::vector<SolveOutcome> solve(const PreconditionedEquations &equations, const Columns &x, const Columns &b,
                                  const SolveOptions &options);
} // namespace sagitta::layered
