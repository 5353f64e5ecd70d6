#pragma once

#include <materials/cure/glass_transition.h>
#include <materials/elasticity.h>
#include <materials/laws/law.h>
#include <materials/laws/relaxing_step.h>
#include <materials/temperature_function.h>

#include <optional>
#include <variant>

namespace sagitta::materials
{
  /// Moduli by the distance to the glass transition: E and nu are tables over T - Tg(x) [K]. Up to the gel point it is a liquid: its
  /// shear modulus is a millionth of the largest one of the tables, so that a tangent has an inverse, its bulk modulus a share of that of
  /// the solid.
  /// Source: docs/theory/viscoelasticity.md, Eq. (15); Johnston, Vaziri and Poursartip, J. Compos. Mater. 35 (2001) 1435.
  struct TransitionModuli
  {
    TemperatureFunction young;   ///< E over T - Tg [Pa]
    TemperatureFunction poisson; ///< nu over T - Tg [-]
    GlassTransition glass_transition;
    double gel_point;       ///< degree of cure up to which it is a liquid [-]; 0: it is always solid
    double liquid_bulk = 1; ///< bulk modulus of the liquid over that of the solid [-]; a mesh takes 0, docs/theory/history.md, Eq. (9)
  };

  /// Moduli by the degree of cure: with m = (x - start) / (end - start) limited to 0 ... 1,
  ///   E = (1 - m) E_0(T) + m E_1(T) + c m (1 - m) (E_1(T) - E_0(T)).
  /// Source: docs/theory/viscoelasticity.md, Eq. (16); Bogetti and Gillespie, J. Compos. Mater. 26 (1992) 626.
  struct CureModuli
  {
    TemperatureFunction uncured; ///< E_0(T) [Pa]
    TemperatureFunction cured;   ///< E_1(T) [Pa]
    TemperatureFunction poisson; ///< nu(T) [-]
    double start;                ///< degree of cure at which hardening begins [-]
    double end;                  ///< degree of cure at which it ends [-]
    double curvature;            ///< c [-], between -1 and 1
  };

  using HardeningModuli = std::variant<TransitionModuli, CureModuli>;

  /// Cure hardening, instantaneously linear elastic (CHILE): stress' = C(T, x) strain'. The stress does not change with the moduli,
  /// so that stiffening at constant strain adds no stress. It has no free energy: see the limits in docs/theory/viscoelasticity.md.
  /// It reports no dissipation. State: the deviator of the stress (5) and its mean (1).
  struct ChileLaw
  {
    HardeningModuli moduli;
    /// [Pa]; present in a mesh, where the tangent of a step is at least that of minimum_stiffness.h
    std::optional<double> minimum_shear = {};

    unsigned state_size() const { return relaxing_parts().state_size(); }
    TangentForm tangent_form() const { return TangentForm::isotropic; }
    RelaxingParts relaxing_parts() const { return {1, 1}; }

    /// No stress. Throws std::invalid_argument with a message when the law's constants have no meaning.
    void initialise(double temperature, double cure, double *state) const;

    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;

    /// The same step for many points: of `step` only temperature and cure matter.
    RelaxingStep relaxing_step(const PointStep &step) const;

    void check() const;
  };

  /// The CHILE law of a material known by its elasticity at full cure: E(T) and nu(T) become tables over T - Tg(1), so that a material
  /// that is less cured, but beyond the gel point, has at T the moduli that the cured one has at T + Tg(1) - Tg(x).
  ChileLaw chile_from_cured(const IsotropicElasticity &cured, const GlassTransition &glass_transition, double gel_point);
} // namespace sagitta::materials
