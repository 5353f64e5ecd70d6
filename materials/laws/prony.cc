#include <materials/laws/prony.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    /// psi_k(x) = integral from 0 to 1 of y^k exp(-x y) dy for k = 0, 1, 2.
    struct Moments
    {
      double zero, one, two;
    };

    Moments moments(double x)
    {
      const double decay = std::exp(-x);
      if (x > 1)
        {
          const double zero = -std::expm1(-x) / x;
          const double one = (zero - decay) / x;
          return {zero, one, (2 * one - decay) / x};
        }
      // The recursion upwards loses digits here; the series of the highest moment and the recursion downwards do not.
      double two = 0;
      double term = 1;
      for (unsigned j = 0; j < 18; ++j)
        {
          two += term / (3 + j);
          term *= -x / (j + 1);
        }
      const double one = 0.5 * (x * two + decay);
      return {x * one + decay, one, two};
    }

    /// integral from 0 to x of ((1 - exp(-y)) / x)^2 dy.
    double gained_square(double x)
    {
      if (x > 1)
        return (x + 2 * std::expm1(-x) - 0.5 * std::expm1(-2 * x)) / (x * x);
      // (1 - exp(-y))^2 = 1 - 2 exp(-y) + exp(-2 y) as a series: sum of (-1)^j (2^j - 2) y^j / j!, j >= 2.
      double sum = 0;
      double power = x; // x^(j+1) / (x^2 j!) with its sign
      double term = 0.5 * power;
      double two_to_j = 4;
      for (unsigned j = 2; j < 28; ++j)
        {
          sum += term * (two_to_j - 2) / (j + 1);
          term *= -x / (j + 1);
          two_to_j *= 2;
        }
      return sum;
    }
  } // namespace

  double RelaxingModulus::equilibrium_weight() const
  {
    double sum = 0;
    for (const PronyArm &arm : arms)
      sum += arm.weight;
    // A sum of one within rounding leaves no equilibrium part.
    return std::abs(1 - sum) <= 1e-12 ? 0 : 1 - sum;
  }

  double RelaxingModulus::relaxation(double time) const
  {
    double sum = equilibrium_weight();
    for (const PronyArm &arm : arms)
      sum += arm.weight * std::exp(-time / arm.time);
    return instantaneous * sum;
  }

  double RelaxingModulus::storage(double frequency) const
  {
    double sum = equilibrium_weight();
    for (const PronyArm &arm : arms)
      {
        const double product = frequency * arm.time;
        sum += arm.weight * product * product / (1 + product * product);
      }
    return instantaneous * sum;
  }

  double RelaxingModulus::loss(double frequency) const
  {
    double sum = 0;
    for (const PronyArm &arm : arms)
      {
        const double product = frequency * arm.time;
        sum += arm.weight * product / (1 + product * product);
      }
    return instantaneous * sum;
  }

  void RelaxingModulus::check(const char *name) const
  {
    std::ostringstream message;
    if (!(instantaneous > 0 && std::isfinite(instantaneous)))
      message << name << " must be positive, not " << instantaneous << " Pa";
    for (std::size_t i = 0; message.str().empty() && i < arms.size(); ++i)
      if (!(arms[i].weight >= 0 && std::isfinite(arms[i].weight)))
        message << name << " has a Prony arm (number " << i + 1 << ") of the weight " << arms[i].weight << "; weights must not be negative";
      else if (!(arms[i].time > 0 && std::isfinite(arms[i].time)))
        message << name << " has a Prony arm (number " << i + 1 << ") of the relaxation time " << arms[i].time << " s; it must be positive";
    if (message.str().empty() && !(equilibrium_weight() >= 0))
      message << name << " has Prony weights that sum up to " << 1 - equilibrium_weight()
              << "; they are shares of the instantaneous modulus and must not exceed 1";
    if (!message.str().empty())
      throw std::invalid_argument(message.str());
    if (growth)
      growth->check();
  }

  ArmStep step_arm(const std::vector<ShiftPanel> &path, double time)
  {
    ArmStep result{1, 0, 0, 0, 0};
    for (const ShiftPanel &panel : path)
      {
        const double x = panel.reduced / time;
        const double decay = std::exp(-x);
        const double decayed = -std::expm1(-x);

        // Dissipation: within the panel the stress is q0 (decay_0 e) + qe (gain_0 e + share (1 - e) / x), e = exp(-y), y from 0 to x.
        const double decaying = -0.5 * std::expm1(-2 * x);
        const double crossed = x > 0 ? panel.share * decayed * decayed / (2 * x) : 0;
        const double gained = panel.share * panel.share * gained_square(x);
        result.start_start += result.decay * result.decay * decaying;
        result.start_gain += result.decay * (result.gain * decaying + crossed);
        result.gain_gain += result.gain * result.gain * decaying + 2 * result.gain * crossed + gained;

        // Gain: integral of exp(-(xi_1 - xi) / tau) ds = sum of b_k psi_k(x), with ds/dz = b_0 + b_1 y + b_2 y^2, y = 1 - z.
        const Moments psi = moments(x);
        const double curvature = 3 * (panel.start_slope + panel.end_slope) - 6 * panel.share;
        const double linear = 6 * panel.share - 2 * panel.start_slope - 4 * panel.end_slope;
        result.gain = result.gain * decay + panel.end_slope * psi.zero + linear * psi.one + curvature * psi.two;
        result.decay *= decay;
      }
    return result;
  }

  double dissipated(const ArmStep &arm, double start_squared, double start_times_gain, double gain_squared)
  {
    // a |q0 + (b/a) qe|^2 + (c - b^2/a) |qe|^2 and |q0 + r qe|^2 is not negative by itself.
    if (!(arm.start_start > 0))
      return std::max(0., arm.gain_gain * gain_squared);
    const double ratio = arm.start_gain / arm.start_start;
    const double square = start_squared + 2 * ratio * start_times_gain + ratio * ratio * gain_squared;
    const double rest = arm.gain_gain - ratio * arm.start_gain;
    return arm.start_start * std::max(0., square) + std::max(0., rest) * gain_squared;
  }
} // namespace sagitta::materials
