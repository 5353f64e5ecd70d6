#pragma once

#include <materials/laws/relaxing_step.h>

namespace sagitta::materials
{
  /// Share of the largest shear modulus of a law that its liquid keeps, so that a tangent has an inverse [-].
  /// Source: docs/theory/history.md, Eq. (10).
  constexpr double liquid_shear_share = 1e-6;

  /// Increases the tangent of a step to a shear modulus of at least `shear` [Pa] and to a bulk modulus of at least 2/3 of the shear
  /// modulus: what is missing is added to the gain of the part that decays most. Source: docs/theory/history.md, Eq. (10).
  void ensure_minimum_stiffness(RelaxingStep &step, double shear);
} // namespace sagitta::materials
