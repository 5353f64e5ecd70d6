#pragma once

#include <materials/isotropic_moduli.h>
#include <materials/laws/law.h>

#include <algorithm>
#include <utility>

namespace sagitta::materials
{
  /// Moduli of a metal above its solidus in a mesh, where a fluid needs a stiffness: nearly none in shear, and in volume what keeps the
  /// pressure of an enclosed joint without making it incompressible. Source: docs/theory/bump_layers.md, Eq. (5).
  struct LiquidModuli
  {
    double largest_bulk = 5e9; ///< [Pa]
    double shear = 10e6;       ///< [Pa]
  };

  /// The tangent of isotropic moduli in the form that a law's tangents have.
  inline Tangent isotropic_tangent(const IsotropicModuli &moduli, TangentForm form)
  {
    if (form == TangentForm::radial)
      return RadialTangent{moduli, 1, 1, {}};
    if (form == TangentForm::full)
      return matrix(Tangent(moduli));
    return moduli;
  }

  /// A law of a solid that melts above its solidus and freezes free of stress: the strain at freezing is the new reference, and earlier
  /// history is dropped. While it is liquid its stress is elastic from the strain at melting, by LiquidModuli. A step is solid or liquid as
  /// a whole, by its mean temperature: steps end at the solidus (solver/process/material_path.cc).
  /// State: that of the solid, the reference strain of the present phase (6), 1 while it is liquid.
  template <typename Law>
  struct Melting
  {
    Law solid;
    double solidus; ///< [K]
    LiquidModuli liquid = {};

    unsigned state_size() const { return solid.state_size() + 7; }
    TangentForm tangent_form() const { return solid.tangent_form(); }

    void initialise(double temperature, double cure, double *state) const
    {
      solid.initialise(temperature, cure, state);
      std::fill(state + solid.state_size(), state + state_size(), 0.);
      state[state_size() - 1] = temperature > solidus ? 1 : 0;
    }

    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const
    {
      check_step(step);
      const unsigned n = solid.state_size();
      const bool was_liquid = old_state[n + 6] != 0, is_liquid = step.temperature[0] + step.temperature[1] > 2 * solidus;
      Voigt origin;
      for (unsigned i = 0; i < 6; ++i)
        origin[i] = new_state[n + i] = was_liquid == is_liquid ? old_state[n + i] : step.strain[0][i];
      new_state[n + 6] = is_liquid ? 1 : 0;
      PointStep of_phase = step;
      for (Voigt &strain : of_phase.strain)
        for (unsigned i = 0; i < 6; ++i)
          strain[i] -= origin[i];
      if (is_liquid)
        {
          solid.initialise(step.temperature[1], step.cure[1], new_state);
          return liquid_response(of_phase);
        }
      return solid.advance(of_phase, old_state, new_state);
    }

  private:
    PointResponse liquid_response(const PointStep &step) const
    {
      const IsotropicModuli of_solid = isotropic_moduli(solid.elasticity, step.temperature[1]),
                            moduli{std::min(of_solid.bulk, liquid.largest_bulk), std::min(of_solid.shear, liquid.shear)};
      const Voigt &strain = step.strain[1];
      const double volume = strain[0] + strain[1] + strain[2];
      PointResponse response{};
      for (unsigned i = 0; i < 3; ++i)
        {
          response.stress[i] = moduli.bulk * volume + 2 * moduli.shear * (strain[i] - volume / 3);
          response.stress[3 + i] = moduli.shear * strain[3 + i];
        }
      response.tangent = isotropic_tangent(moduli, tangent_form());
      return response;
    }
  };
} // namespace sagitta::materials
