#pragma once

#include <materials/elasticity.h>
#include <materials/laws/law.h>

namespace sagitta::materials
{
  /// Elasticity in total form with moduli that depend on temperature: stress = C(T) strain. It has the free energy
  /// strain : C(T) : strain / 2, without a memory or dissipation; the cure does not matter.
  /// Source: docs/theory/viscoelasticity.md, Eq. (13).
  struct ElasticLaw
  {
    Elasticity elasticity;

    unsigned state_size() const { return 0; }
    TangentForm tangent_form() const { return TangentForm::orthotropic; }
    void initialise(double temperature, double cure, double *state) const;
    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;
  };
} // namespace sagitta::materials
