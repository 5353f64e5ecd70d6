#include <solver/layered/conjugate_gradients.h>

#include <solver/layered/lanes.h>

#include <array>
#include <cmath>

namespace sagitta::layered
{
  namespace
  {
    // One pass over memory each: the iteration is bound by it. Sums run in lanes, in a few independent chains.
    using Lane = LaneType<double>;
    constexpr std::size_t lanes = Lanes<double>::n;

    double sum_lanes(const Lane &values)
    {
      double sum = 0;
      for (std::size_t l = 0; l < lanes; ++l)
        sum += values[l];
      return sum;
    }

    /// Sums of a_i b_i and of c_i b_i over all ranks.
    std::array<double, 2> products(const Vector<double> &a, const Vector<double> &c, const Vector<double> &b)
    {
      const double *pa = a.begin(), *pb = b.begin(), *pc = c.begin();
      const std::size_t n = a.locally_owned_size(), n_full = n / lanes * lanes;
      Lane first{}, second{};
      for (std::size_t i = 0; i < n_full; i += lanes)
        {
          const Lane factor = load_lanes<Lane>(pb + i);
          first += load_lanes<Lane>(pa + i) * factor;
          second += load_lanes<Lane>(pc + i) * factor;
        }
      std::array<double, 2> sums{{sum_lanes(first), sum_lanes(second)}};
      for (std::size_t i = n_full; i < n; ++i)
        {
          sums[0] += pa[i] * pb[i];
          sums[1] += pc[i] * pb[i];
        }
      MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, a.get_mpi_communicator());
      return sums;
    }

    /// x += alpha p, r -= alpha q; returns |r|.
    double advance(Vector<double> &x, Vector<double> &r, const Vector<double> &p, const Vector<double> &q, double alpha)
    {
      double *px = x.begin(), *pr = r.begin();
      const double *pp = p.begin(), *pq = q.begin();
      const std::size_t n = x.locally_owned_size(), n_full = n / lanes * lanes;
      Lane square{};
      for (std::size_t i = 0; i < n_full; i += lanes)
        {
          store_lanes(px + i, load_lanes<Lane>(px + i) + alpha * load_lanes<Lane>(pp + i));
          const Lane residual = load_lanes<Lane>(pr + i) - alpha * load_lanes<Lane>(pq + i);
          store_lanes(pr + i, residual);
          square += residual * residual;
        }
      double sum = sum_lanes(square);
      for (std::size_t i = n_full; i < n; ++i)
        {
          px[i] += alpha * pp[i];
          pr[i] -= alpha * pq[i];
          sum += pr[i] * pr[i];
        }
      MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, x.get_mpi_communicator());
      return std::sqrt(sum);
    }
  } // namespace

  SolveOutcome solve(const LayeredOperator<double> &matrix, const Preconditioner &preconditioner, const RigidModes &modes,
                     Vector<double> &x, Vector<double> &b, const SolveOptions &options)
  {
    SolveOutcome outcome;
    matrix.clear_held(b);
    modes.project(b);
    const double norm = b.l2_norm();
    if (norm == 0)
      {
        x = 0.;
        outcome.converged = true;
        return outcome;
      }
    Vector<double> r, z, p, q;
    for (Vector<double> *vector : {&r, &z, &p, &q})
      matrix.space().initialise(*vector);

    const auto true_residual = [&] {
      matrix.vmult(r, x);
      r.sadd(-1., 1., b);
      modes.project(r);
      return r.l2_norm() / norm;
    };
    if (options.start && x.linfty_norm() == 0)
      options.start(x, b);
    double last_true = 1;
    if (x.linfty_norm() > 0)
      last_true = true_residual();
    else
      r = b;
    outcome.relative_residual = last_true;
    while (outcome.relative_residual > options.tolerance && outcome.iterations < options.max_iterations)
      {
        // One run of the recurrence; it ends when it believes to be done, and the truth is checked.
        double rz = 0, alpha = 0, reached = outcome.relative_residual;
        while (reached > .9 * options.tolerance && outcome.iterations < options.max_iterations)
          {
            preconditioner(z, r);
            if (rz == 0)
              {
                rz = products(r, r, z)[0];
                p = z;
              }
            else
              {
                // Flexible (Polak-Ribiere): z'(r - r_old) = -alpha z'q.
                const auto [rz_new, qz] = products(r, q, z);
                p.sadd(-alpha * qz / rz, 1., z);
                rz = rz_new;
              }
            matrix.vmult(q, p);
            alpha = rz / (p * q);
            if (!std::isfinite(alpha))
              {
                outcome.relative_residual = std::nan("");
                outcome.history.push_back(outcome.relative_residual);
                return outcome;
              }
            reached = advance(x, r, p, q, alpha) / norm;
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
