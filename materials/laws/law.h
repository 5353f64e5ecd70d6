#pragma once

#include <array>

namespace sagitta::materials
{
  /// A symmetric tensor as (xx, yy, zz, yz, xz, xy). Stresses [Pa] hold tensor components, strains [-] engineering shears
  /// (2 e_yz, ...), so that the sum of products is work per volume.
  using Voigt = std::array<double, 6>;

  /// Derivative of a stress by a strain [Pa], row by row.
  using VoigtMatrix = std::array<Voigt, 6>;

  /// What a material point goes through in one step, [0] at its start and [1] at its end. In between temperature, cure and
  /// strain change at constant rates. `strain` is the mechanical one: total less thermal and cure strain, which the caller
  /// subtracts in one place.
  struct PointStep
  {
    double duration;                   ///< [s], > 0
    std::array<double, 2> temperature; ///< [K]
    std::array<double, 2> cure;        ///< degree of cure [-]; 1 for a material that does not cure
    std::array<Voigt, 2> strain;       ///< mechanical strain [-]
  };

  /// What a law answers at the end of a step.
  struct PointResponse
  {
    Voigt stress;        ///< [Pa]
    VoigtMatrix tangent; ///< consistent: derivative of `stress` by `strain[1]` [Pa]
    double dissipation;  ///< work per volume turned into heat in the step [J/m3], >= 0
  };

  // A law is a plain struct of values with
  //   unsigned state_size() const;                                          numbers that one point remembers
  //   void initialise(double temperature, double cure, double *state) const;
  //   PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;
  // `advance` reads old_state only and writes all of new_state: it may be tried any number of times, the caller commits.
  // It throws std::invalid_argument for a value outside the law's domain and std::runtime_error when its local equations
  // cannot be solved; it never returns a stress that is not finite. The laws lie one per file beside this header.
} // namespace sagitta::materials
