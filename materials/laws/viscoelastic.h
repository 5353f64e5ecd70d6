#pragma once

#include <materials/laws/law.h>
#include <materials/laws/prony.h>
#include <materials/laws/relaxing_step.h>
#include <materials/laws/shift.h>

#include <optional>

namespace sagitta::materials
{
  /// Isotropic linear viscoelasticity with separate relaxation in shear and in bulk, one shift for both (thermo-rheologically
  /// simple), and an equilibrium modulus that may grow with the cure:
  ///   s = dev: sum q_i + q_inf,   q_i' + q_i / (a tau_i) = 2 G_i e',   q_inf' = 2 G_inf(x) e'
  ///   p = vol: sum p_j + p_inf,   p_j' + p_j / (a tau_j) = K_j tr(e)',  p_inf' = K_inf(x) tr(e)'.
  /// A network that forms at some strain is stress-free at that strain. State, in the form of RelaxingParts: q_inf and the arms in shear,
  /// 5 numbers each, then p_inf and the arms in bulk.
  /// Source: docs/theory/viscoelasticity.md, Eqs. (1) to (12).
  struct ViscoelasticLaw
  {
    RelaxingModulus shear; ///< G
    RelaxingModulus bulk;  ///< K
    Shift shift;
    /// [Pa]; present in a mesh, where the tangent of a step is at least that of minimum_stiffness.h
    std::optional<double> minimum_shear = {};

    unsigned state_size() const { return relaxing_parts().state_size(); }
    TangentForm tangent_form() const { return TangentForm::isotropic; }
    RelaxingParts relaxing_parts() const;

    /// No stress. Throws std::invalid_argument with a message when the law's constants have no meaning.
    void initialise(double temperature, double cure, double *state) const;

    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;

    /// The same step for many points: of `step` only duration, temperature and cure matter, and a duration of zero is an instantaneous
    /// change. First the equilibrium part, then the arms, in shear and in bulk.
    RelaxingStep relaxing_step(const PointStep &step) const;

    /// Energy stored in the arms [J/m3]: sum q_i:q_i / (4 G_i) + p_j^2 / (2 K_j). The equilibrium part is not in it.
    double stored_in_arms(const double *state) const;

    void check() const;
  };
} // namespace sagitta::materials
