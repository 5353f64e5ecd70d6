#pragma once

#include <solver/case/materials.h>

#include <materials/laws/voigt.h>
#include <meshing/fill/composition.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace sagitta::mechanics
{
  using materials::Voigt;

  /// A material with memory in one step of a path in time; docs/theory/history.md, Eqs. (3), (4).
  struct MaterialStep
  {
    materials::OrthotropicStiffness stiffness; ///< derivative of the stress at the end of the step by the strain there
    std::array<double, 3> cure_strain;         ///< materials::cure_strain() at the end of the step since the start of the path [-]
  };

  /// A point of the package [m]; null: where in a body is not known, and does not matter unless its stress-free temperature is a field.
  using PointOfBody = const std::array<double, 3> *;

  /// Free strain of a body in the axes of the plan [-]: its intrinsic strain, and materials::free_strain() from its stress-free temperature
  /// (that at `point`, where it is a field; its mean without a point) to `temperature` [K].
  std::array<double, 3> body_strain(const meshing::Body &body, const materials::Material &material, double temperature,
                                    const std::array<double, 3> &cure_strain, PointOfBody point = nullptr);

  /// A thermoelastic point at given temperatures: stress = stiffness strain + at_rest.
  struct AffineStress
  {
    materials::OrthotropicStiffness stiffness;
    Voigt at_rest; ///< stress at zero strain [Pa]

    Voigt stress(const Voigt &strain) const;
  };

  /// What fills a cell, as a thermoelastic point: s = sum over bodies b of f_b C_b(T_c) (e - e_b(T)), f_b area fractions (the equal-strain
  /// mean; one body with f = 1 is the usual case), e_b(T) the free strain from the body's stress-free temperature, T_c the temperature at
  /// which the stiffness of the cell is taken. The CarriedStress of materials with memory is added to it.
  ///
  /// The eigenstrain e_b is that of materials/eigenstrain.h. The load of the solve is the stress at zero strain; stress output, export and
  /// the memory of a path in time call the same functions. A law is a value that refers to the package and to the cards.
  class ThermoelasticLaw
  {
  public:
    /// All materials by their elasticity. `package` and `materials` must outlive the law.
    ThermoelasticLaw(const meshing::Package &package, const Materials &materials)
        : package_(&package), materials_(&materials), steps_(materials.size())
    {
    }

    /// The law in a step of a path in time; `steps`: per material, absent for elastic ones.
    ThermoelasticLaw(const meshing::Package &package, const Materials &materials, std::vector<std::optional<MaterialStep>> steps)
        : package_(&package), materials_(&materials), steps_(std::move(steps))
    {
    }

    materials::OrthotropicStiffness stiffness(const meshing::Composition &composition, double cell_temperature) const;

    /// Stiffness of one body, in the axes of the plan.
    materials::OrthotropicStiffness body_stiffness(unsigned body, double temperature) const;

    /// The law of a point of a cell, `temperature` the point's.
    AffineStress at(const meshing::Composition &composition, double cell_temperature, double temperature,
                    PointOfBody point = nullptr) const;

    /// Does the law differ from point to point at a uniform temperature?
    bool depends_on_point(const meshing::Composition &composition) const;

    Voigt stress(const meshing::Composition &composition, double cell_temperature, const Voigt &strain, double temperature,
                 PointOfBody point = nullptr) const
    {
      return at(composition, cell_temperature, temperature, point).stress(strain);
    }

    /// Strain less the free strain of a body: thermal, by cure, intrinsic.
    Voigt mechanical_strain(unsigned body, const Voigt &strain, double temperature, PointOfBody point = nullptr) const;

    /// Mass density [kg/m3]; every body needs one when an acceleration acts.
    double density(const meshing::Composition &composition, double temperature) const;

    bool stiffness_depends_on_temperature() const;

    /// Is every body as stiff at one temperature [K] as at the other?
    bool has_equal_stiffness(double temperature, double other) const;

    /// Per material, absent for elastic ones.
    const std::vector<std::optional<MaterialStep>> &steps() const { return steps_; }

  private:
    const materials::Material &material_of(const meshing::Body &body) const { return (*materials_)[body.material]; }

    const meshing::Package *package_;
    const Materials *materials_;
    std::vector<std::optional<MaterialStep>> steps_; ///< per material
  };
} // namespace sagitta::mechanics
