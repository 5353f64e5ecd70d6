#pragma once

#include <materials/laws/tangent.h>
#include <materials/laws/voigt.h>

#include <array>

namespace sagitta::materials
{
  /// What a material point goes through in one step, [0] at its start and [1] at its end. In between temperature, cure and
  /// strain change at constant rates. `strain` is the mechanical one: total less free strain, see materials/eigenstrain.h.
  struct PointStep
  {
    double duration;                   ///< [s], > 0
    std::array<double, 2> temperature; ///< [K]
    std::array<double, 2> cure;        ///< degree of cure [-]; 1 for a material that does not cure
    std::array<Voigt, 2> strain;       ///< mechanical strain [-]
  };

  /// The response of a law at the end of a step.
  struct PointResponse
  {
    Voigt stress;       ///< [Pa]
    Tangent tangent;    ///< consistent: derivative of `stress` by `strain[1]` [Pa]
    double dissipation; ///< work per volume turned into heat in the step [J/m3], >= 0
  };

  // A law is a plain struct of values with
  //   unsigned state_size() const;         numbers in the state of one point
  //   TangentForm tangent_form() const;    the form of every tangent of `advance`
  //   void initialise(double temperature, double cure, double *state) const;
  //   PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;
  // `advance` reads old_state only and writes all of new_state: it may be tried any number of times, the caller commits.
  // It throws std::invalid_argument for a value outside the law's domain and std::runtime_error when its local equations
  // cannot be solved; it never returns a stress that is not finite.
  //
  // A law that is isotropic and linear in the change of strain may also have (relaxing_step.h)
  //   RelaxingParts relaxing_parts() const;
  //   RelaxingStep relaxing_step(const PointStep &step) const;
  // Its state then has the form of RelaxingParts, and `advance` does to it what the step says: one state, which the mesh may also take
  // over a step for all points of equal temperature and cure at once.
  //
  // The laws lie one per file beside this header. MaterialLaw (material_law.h) takes any of them; law_table.h lists them.

  /// Whether the duration of a step may be zero, an instantaneous change.
  enum class Duration
  {
    positive,
    positive_or_zero
  };

  /// Refuses a step with a duration, a temperature or a degree of cure out of range, or a number that is not finite.
  /// Throws std::invalid_argument with a message.
  void check_step(const PointStep &step, Duration allowed = Duration::positive);
} // namespace sagitta::materials
