#pragma once

#include <materials/laws/chile.h>
#include <materials/laws/relaxing_step.h>
#include <materials/laws/viscoelastic.h>

namespace sagitta::materials
{
  // A liquid has no shear stiffness, and a network just beyond the gel point is nearly incompressible: a mesh needs a minimum of the first
  // and a bound on the second. The laws here are those of a point with both; source: docs/theory/history.md, Eqs. (9), (10).

  /// The law as a mesh uses it: at least `liquid_shear_share` of its instantaneous shear modulus in every step and a bulk modulus of at
  /// least 2/3 of the shear modulus; where the network grows with the cure, its bulk modulus grows with it.
  ViscoelasticLaw with_liquid_bounds(ViscoelasticLaw law);

  /// The law as a mesh uses it: a liquid has no bulk modulus beyond 2/3 of its shear modulus.
  ChileLaw with_liquid_bounds(ChileLaw law);
} // namespace sagitta::materials
