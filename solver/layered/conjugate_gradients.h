#pragma once

#include <solver/layered/layered_operator.h>
#include <solver/layered/rigid_modes.h>

#include <functional>
#include <vector>

namespace sagitta::layered
{
  struct SolveOptions
  {
    double tolerance = 1e-8; ///< of the true relative residual |b - A x| / |b|
    unsigned max_iterations = 200;
    std::function<void(unsigned, double)> progress;                        ///< iteration, relative residual; called on every rank
    std::function<void(Vector<double> &x, const Vector<double> &b)> start; ///< x = a first guess where the caller's x is zero; may be empty
  };

  struct SolveOutcome
  {
    bool converged = false;
    bool stagnated = false; ///< rounding keeps the true residual above the tolerance
    unsigned iterations = 0;
    double relative_residual = 0;
    std::vector<double> history; ///< relative residual after each iteration
  };

  using Preconditioner = std::function<void(Vector<double> &dst, const Vector<double> &src)>;

  /// Preconditioned conjugate gradients (flexible: the preconditioner rounds in single precision) for A x = b on the free unknowns,
  /// rigid modes projected out of b and x. The recurrence restarts from the true residual when it claims to be done or drifts.
  /// x holds the start and the result; b is projected in place. *Collective.*
  SolveOutcome solve(const LayeredOperator<double> &matrix, const Preconditioner &preconditioner, const RigidModes &modes,
                     Vector<double> &x, Vector<double> &b, const SolveOptions &options);
} // namespace sagitta::layered
