#pragma once

#include <materials/fit/modulus_curve.h>

#include <vector>

namespace sagitta::materials
{
  /// ln a of every curve against `reference`, by laying neighbouring curves over each other along log time where they overlap; no model of
  /// temperature or spectrum. The curves rise in temperature, and a falls with it.
  /// Throws std::invalid_argument by a sentence when the temperatures do not rise, a curve has fewer than three times, or neighbours cover
  /// no common modulus.
  /// Source: docs/theory/fitting.md, Eq. (3); Ferry, Viscoelastic Properties of Polymers, 3rd ed., Wiley 1980, ch. 11.
  std::vector<double> shifts_by_overlap(const std::vector<ModulusCurve> &curves, std::size_t reference);
} // namespace sagitta::materials
