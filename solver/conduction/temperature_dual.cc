#include <solver/conduction/temperature_dual.h>

#include <solver/layered/multigrid/residual_minimiser.h>

#include <algorithm>
#include <utility>

namespace sagitta::conduction
{
  using layered::Vector;

  namespace
  {
    // The iteration converges as that of the conductivities does, which takes 50 steps at most (docs/theory/heat.md).
    constexpr unsigned max_steps = 30;
  } // namespace

  double TemperatureDual::solve(Vector<double> &load, Vector<double> &z, double tolerance, StageLog &log) const
  {
    double error = system_.solve_dual({&z}, {&load}, tolerance, log);
    if (!subtract_)
      return error;
    const layered::LayeredSpace &space = system_.space();
    // - (inverse of A) B' p for a complete field p.
    const auto minus_product = [&](const Vector<double> &p) {
      Vector<double> deviation, result;
      space.initialise(deviation);
      space.initialise(result);
      subtract_(p, deviation);
      error = std::max(error, system_.solve_dual({&result}, {&deviation}, tolerance, log));
      result.zero_out_ghost_values();
      return result;
    };
    Vector<double> residual = minus_product(z);
    z.zero_out_ghost_values();
    layered::ResidualMinimiser minimiser(z, residual);
    for (unsigned step = 0; step < max_steps && residual.l2_norm() > tolerance * z.l2_norm(); ++step)
      {
        Vector<double> direction = residual, complete = residual;
        space.complete(complete);
        Vector<double> product = residual;
        product.add(-1., minus_product(complete));
        if (!minimiser.step(std::move(direction), std::move(product)))
          break;
      }
    const double size = z.l2_norm();
    if (size > 0)
      error = std::max(error, residual.l2_norm() / size);
    space.complete(z);
    return error;
  }
} // namespace sagitta::conduction
