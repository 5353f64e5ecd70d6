#pragma once

#include <solver/case/materials.h>

#include <materials/laws/law.h>
#include <meshing/fill/composition.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace sagitta::mechanics
{
  using materials::Voigt;

  /// What a material with memory is in one step of a history; docs/theory/history.md, Eqs. (3), (4).
  struct MaterialStep
  {
    materials::OrthotropicStiffness stiffness; ///< derivative of the stress at the end of the step by the strain there
    /// Free strain by cure at the end of the step, counted from the start of the history, per axis of the material [-]: shrinkage, and
    /// what a glass transition that moved does to the thermal strain.
    std::array<double, 3> cure_strain;
  };

  /// A thermoelastic point at given temperatures: stress = stiffness strain + at_rest.
  struct AffineStress
  {
    materials::OrthotropicStiffness stiffness;
    Voigt at_rest; ///< stress at zero strain [Pa]

    Voigt stress(const Voigt &strain) const;
  };

  /// What fills a cell, as a thermoelastic point: s = sum over bodies b of f_b C_b(T_c) (e - e_b(T)), f_b area fractions (the equal-strain
  /// mean; one body with f = 1 is the usual case), e_b(T) the free strain from the body's stress-free temperature, T_c the temperature at
  /// which the stiffness of the cell is taken. What materials with memory carry on from before, CarriedStress, is added to it.
  ///
  /// This is the one place where the eigenstrain is subtracted: the load of the solve is the stress at zero strain, stress output,
  /// energy checks and the memory of a history call the same functions.
  class ThermoelasticLaw
  {
  public:
    /// All materials by their elasticity. `package` and `materials` must outlive the law.
    ThermoelasticLaw(const meshing::Package &package, const Materials &materials)
        : package_(package), materials_(materials), steps_(materials.size())
    {
    }

    /// In a step of a history; `steps`: per material, absent for elastic ones.
    ThermoelasticLaw(const meshing::Package &package, const Materials &materials, std::vector<std::optional<MaterialStep>> steps)
        : package_(package), materials_(materials), steps_(std::move(steps))
    {
    }

    materials::OrthotropicStiffness stiffness(const meshing::Composition &composition, double cell_temperature) const;

    /// Of one body, in the axes of the plan.
    materials::OrthotropicStiffness body_stiffness(unsigned body, double temperature) const;

    /// The law of a point of a cell, `temperature` the point's.
    AffineStress at(const meshing::Composition &composition, double cell_temperature, double temperature) const;

    Voigt stress(const meshing::Composition &composition, double cell_temperature, const Voigt &strain, double temperature) const
    {
      return at(composition, cell_temperature, temperature).stress(strain);
    }

    /// Strain less the free strain of a body, thermal and by cure.
    Voigt mechanical_strain(unsigned body, const Voigt &strain, double temperature) const;

    /// Mass density [kg/m3]; every body needs one when an acceleration acts.
    double density(const meshing::Composition &composition, double temperature) const;

    bool stiffness_depends_on_temperature() const;

    /// Is every body as stiff at one temperature [K] as at the other?
    bool has_equal_stiffness(double temperature, double other) const;

  private:
    std::array<double, 3> body_strain(unsigned body, double temperature) const;

    const meshing::Package &package_;
    const Materials &materials_;
    std::vector<std::optional<MaterialStep>> steps_; ///< per material
  };
} // namespace sagitta::mechanics
