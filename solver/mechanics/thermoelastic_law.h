#pragma once

#include <solver/case.h>

#include <meshing/composition.h>

#include <array>

namespace sagitta::mechanics
{
  /// Strain or stress as (xx, yy, zz, yz, xz, xy); shear strains are engineering ones (2 e).
  using Voigt = std::array<double, 6>;

  /// A thermoelastic point at given temperatures: stress = stiffness strain + at_rest.
  struct AffineStress
  {
    materials::OrthotropicStiffness stiffness;
    Voigt at_rest; ///< stress at zero strain [Pa]

    Voigt stress(const Voigt &strain) const;
  };

  /// What fills a cell, as a thermoelastic point: s = sum over bodies b of f_b C_b(T_c) (e - e_b(T)), f_b area fractions (the equal-strain
  /// mean; one body with f = 1 is the usual case), e_b(T) the free thermal strain from the body's stress-free temperature,
  /// T_c the temperature at which the stiffness of the cell is taken.
  ///
  /// This is the one place where the eigenstrain is subtracted: the load of the solve is the stress at zero strain, stress output and
  /// energy checks call the same function.
  class ThermoelasticLaw
  {
  public:
    explicit ThermoelasticLaw(const Case &problem) : problem_(problem) {}

    materials::OrthotropicStiffness stiffness(const meshing::Composition &composition, double cell_temperature) const;

    /// The law of a point of a cell, `temperature` the point's.
    AffineStress at(const meshing::Composition &composition, double cell_temperature, double temperature) const;

    Voigt stress(const meshing::Composition &composition, double cell_temperature, const Voigt &strain, double temperature) const
    {
      return at(composition, cell_temperature, temperature).stress(strain);
    }

    /// Mass density [kg/m3]; every body needs one when an acceleration acts.
    double density(const meshing::Composition &composition, double temperature) const;

    bool stiffness_depends_on_temperature() const;

    /// Is every body as stiff at one temperature [K] as at the other?
    bool has_equal_stiffness(double temperature, double other) const;

  private:
    materials::OrthotropicStiffness body_stiffness(unsigned body, double temperature) const;
    std::array<double, 3> body_strain(unsigned body, double temperature) const;

    const Case &problem_;
  };

  double von_mises(const Voigt &stress);

  /// Largest eigenvalue.
  double first_principal(const Voigt &stress);
} // namespace sagitta::mechanics
