#pragma once

#include <materials/material.h>
#include <materials/point/presets.h>

#include <array>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// The laws that a card gives constants for: "elastic", "chile" (a section of its own, or elasticity on both sides of a glass transition
  /// that follows the cure), "viscoelastic", and the names of its inelastic sets.
  std::vector<std::string> law_names(const Material &material);

  /// The law of that name, one of law_names(). Throws std::invalid_argument with a sentence about what the card lacks for it.
  PointLaw point_law(const Material &material, const std::string &name);

  /// What a law is, with its set: "Anand viscoplasticity, set motalab_2012".
  std::string law_description(const Material &material, const std::string &name);

  /// What a step adds to the thermal strain [-] per axis because the glass transition of CTE1/CTE2 moves with the cure, by Tg(x) - Tg(1) of
  /// the card; nothing without either of them. Temperatures [K] and degrees of cure at the ends of the step.
  std::array<double, 3> strain_of_moved_transition(const Material &material, const std::array<double, 2> &temperature,
                                                   const std::array<double, 2> &cure);

  /// Does strain_of_moved_transition() have something to say?
  bool has_moving_expansion(const Material &material);

  /// Thermal expansion and cure shrinkage of the card. Where it gives no expansion the function throws std::invalid_argument as soon as the
  /// temperature leaves `start` [K].
  FreeStrain free_strain(const Material &material, double start);

  /// The kinetics of the card along a step, for a cure ramp. The card must have a cure.
  CureAfter cure_after(const Material &material);
} // namespace sagitta::materials
