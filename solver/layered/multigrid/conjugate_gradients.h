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

  struct SolveOptions
  {
    double tolerance = 1e-8; ///< of the true relative residual |b - A x| / |b|
    unsigned max_iterations = 200;
    std::function<void(unsigned, double)> progress; ///< iteration, largest relative residual of all columns; called on every rank
    Preconditioner start;                           ///< a better but costlier Preconditioner for the first correction; may be empty
    /// A load of which all but this share is a combination of other loads starts from the combination of their solutions, which are then
    /// found to a smaller tolerance.
    double dependent_share = 1e-6;
  };

  struct SolveOutcome
  {
    bool converged = false;
    bool stagnated = false; ///< rounding keeps the true residual above the tolerance
    unsigned iterations = 0;
    double relative_residual = 0;
    std::vector<double> history; ///< relative residual after each iteration: of the recurrence, the last one true
  };

  /// Preconditioned conjugate gradients (flexible: the preconditioner rounds in single precision) for A x = b on the free unknowns,
  /// rigid modes projected out of b and x. The recurrence restarts from the true residual when it claims to be done or drifts.
  /// Every column has its own iteration; they run side by side, so that each pass over the matrix, each message and each sum over the
  /// ranks serves all. x holds the starts, which are scaled to the loads, and the results; b is projected in place. *Collective.*
  std::vector<SolveOutcome> solve(const LayeredOperator<double> &matrix, const Preconditioner &preconditioner, const RigidModes &modes,
                                  const Columns &x, const Columns &b, const SolveOptions &options);
} // namespace sagitta::layered
