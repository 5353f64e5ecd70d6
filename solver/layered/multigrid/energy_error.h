#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace sagitta::layered
{
  /// The relative error |x* - x|_A / |x*|_A of conjugate gradients, estimated from the energies that its steps subtract from |x* - x|_A^2
  /// (Hestenes and Stiefel, J. Res. Nat. Bur. Stand. 49 (1952) 409, theorem 6:1). The gain of later steps is not known: each of them is
  /// assumed to reduce the residual as the last one did. Theory: docs/theory/column_multigrid.md, Eqs. (1b), (1c).
  class EnergyError
  {
  public:
    static constexpr double unknown = std::numeric_limits<double>::infinity();

    /// x . b, which tends to |x*|_A^2.
    void set_energy(double energy) { energy_ = energy; }
    double energy() const { return energy_; }

    /// A start reduced the energy by `gain`, and the relative residual from `from` to its present value.
    void set_start(double gain, double from)
    {
      gain_ = gain;
      before_ = from;
    }

    /// A step of the recurrence reduced the energy by `gain`, and the relative residual from `from` to `to`.
    void add_step(double gain, double from, double to)
    {
      gain_ = gain;
      energy_ += gain;
      before_ = from;
      if (++n_steps_ == 1)
        at_begin_ = before_step(to);
    }

    /// A recurrence begins at a true residual.
    void restart()
    {
      earlier_ = is_restarted_ ? at_begin_ : unknown;
      is_restarted_ = true;
      n_steps_ = 0;
    }

    /// After the last step, which ended at a relative residual.
    double after_step(double residual) const { return factor(residual) > 0 ? factor(residual) * before_step(residual) : 0.; }

    /// Is at_begin() the error of a true residual? So it is after the first step from that residual.
    bool has_true_error() const { return is_restarted_ && n_steps_ == 1; }

    /// Where the present recurrence began; known from its first step.
    double at_begin() const { return at_begin_; }

    /// Did the recurrence before this one gain nothing but rounding?
    bool is_at_rounding() const { return has_true_error() && at_begin_ > .5 * earlier_; }

  private:
    // A residual that falls more slowly is no basis for an estimate of later steps.
    static constexpr double slowest_factor = .99;

    double factor(double residual) const { return before_ > 0 ? std::min(residual / before_, slowest_factor) : 0.; }

    double before_step(double residual) const
    {
      return energy_ > 0 ? std::sqrt(gain_ / energy_ / (1 - std::pow(factor(residual), 2))) : unknown;
    }

    double energy_ = 0, gain_ = 0;
    double before_ = 1; ///< the relative residual before the last step
    double at_begin_ = unknown, earlier_ = unknown;
    unsigned n_steps_ = 0; ///< of the present recurrence
    bool is_restarted_ = false;
  };
} // namespace sagitta::layered
