#pragma once

#include <materials/cure/modulus_growth.h>
#include <materials/laws/shift_path.h>

#include <optional>
#include <vector>

namespace sagitta::materials
{
  /// One Maxwell arm.
  struct PronyArm
  {
    double weight; ///< g_i [-]: its modulus over the instantaneous one, >= 0
    double time;   ///< relaxation time tau_i at the reference state [s], > 0
  };

  /// A modulus that relaxes, at the reference state (shift a = 1):
  ///   M(t) = M_0 (1 - sum g_i + sum g_i exp(-t / tau_i)).
  /// With a growth the equilibrium part is M_0 (1 - sum g_i) h(x), x the degree of cure; the arms do not change.
  /// Source: docs/theory/viscoelasticity.md, Eqs. (2), (3).
  struct RelaxingModulus
  {
    double instantaneous; ///< M_0 [Pa], > 0
    std::vector<PronyArm> arms;
    std::optional<ModulusGrowth> growth;

    /// 1 - sum g_i.
    double equilibrium_weight() const;

    /// M(t) [Pa] at full cure.
    double relaxation(double time) const;

    /// Storage and loss modulus [Pa] at full cure and angular frequency [rad/s].
    double storage(double frequency) const;
    double loss(double frequency) const;

    /// Throws std::invalid_argument with a message that begins with `name` ("the shear modulus", ...).
    void check(const char *name) const;
  };

  /// What one arm does in a step: stress at the end = decay * stress at the start + M_i * gain * change of strain.
  struct ArmStep
  {
    double decay;
    double gain;
    /// The dissipation is (start_start |q0|^2 + 2 start_gain q0 : qe + gain_gain |qe|^2) with q0 the stress at the start,
    /// qe = M_i * change of strain, times the arm's compliance 1 / M_i (in its own measure of strain).
    double start_start, start_gain, gain_gain;
  };

  /// Integrates an arm of relaxation time `time` [s] along the panels of a step. Exact for the strain path of the panels; the
  /// dissipation takes the rate of strain in reduced time as constant within a panel.
  ArmStep step_arm(const std::vector<ShiftPanel> &path, double time);

  /// a |q0|^2 + 2 b q0:qe + c |qe|^2 from the three products, as a sum of squares so that rounding cannot make it negative.
  double dissipated(const ArmStep &arm, double start_squared, double start_times_gain, double gain_squared);
} // namespace sagitta::materials
