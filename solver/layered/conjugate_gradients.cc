#include <solver/layered/conjugate_gradients.h>

#include <cmath>

namespace sagitta::layered
{
  SolveOutcome solve(const LayeredOperator<double> &matrix, const Preconditioner &preconditioner, const RigidModes &modes,
                     Vector<double> &x, const Vector<double> &b_given, const SolveOptions &options)
  {
    SolveOutcome outcome;
    Vector<double> b, r, r_old, z, p, q;
    for (Vector<double> *vector : {&b, &r, &r_old, &z, &p, &q})
      matrix.space().initialise(*vector);
    std::copy(b_given.begin(), b_given.begin() + matrix.space().n_owned(), b.begin());
    matrix.clear_held(b);
    modes.project(b);
    const double norm = b.l2_norm();
    if (norm == 0)
      {
        x = 0.;
        outcome.converged = true;
        return outcome;
      }

    const auto true_residual = [&] {
      matrix.vmult(r, x);
      r.sadd(-1., 1., b);
      modes.project(r);
      return r.l2_norm() / norm;
    };
    double last_true = x.l2_norm() == 0 ? 1. : true_residual();
    if (last_true == 1.)
      r = b;
    outcome.relative_residual = last_true;
    while (outcome.iterations < options.max_iterations)
      {
        if (outcome.relative_residual <= options.tolerance)
          {
            outcome.converged = true;
            break;
          }
        // One run of the recurrence; it ends when it believes to be done, and the truth is checked.
        double rz = 0, reached = outcome.relative_residual;
        bool is_first = true;
        while (reached > .9 * options.tolerance && outcome.iterations < options.max_iterations)
          {
            preconditioner(z, r);
            modes.project(z);
            const double rz_new = r * z;
            const double change = is_first ? 0. : rz_new - r_old * z;
            if (is_first)
              p = z;
            else
              p.sadd(change / rz, 1., z);
            is_first = false;
            rz = rz_new;
            matrix.vmult(q, p);
            const double alpha = rz / (p * q);
            if (!std::isfinite(alpha))
              {
                outcome.relative_residual = std::nan("");
                outcome.history.push_back(outcome.relative_residual);
                return outcome;
              }
            x.add(alpha, p);
            r_old = r;
            r.add(-alpha, q);
            reached = r.l2_norm() / norm;
            ++outcome.iterations;
            outcome.history.push_back(reached);
            if (options.progress)
              options.progress(outcome.iterations, reached);
            // Below 1e-7 of where this run began the recurrence is no longer trusted.
            if (reached < 1e-7 * last_true)
              break;
          }
        modes.project(x);
        outcome.relative_residual = true_residual();
        if (outcome.relative_residual > .5 * last_true && outcome.relative_residual > options.tolerance)
          {
            outcome.stagnated = outcome.iterations < options.max_iterations;
            break;
          }
        last_true = outcome.relative_residual;
      }
    outcome.converged = outcome.relative_residual <= options.tolerance;
    return outcome;
  }
} // namespace sagitta::layered
