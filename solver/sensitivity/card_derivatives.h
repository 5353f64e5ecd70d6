#pragma once

#include <solver/case/parameters.h>
#include <solver/mechanics/thermoelastic_law.h>

#include <meshing/package/package.h>

#include <array>
#include <vector>

namespace sagitta::sensitivity
{
  /// How the constants of one card change with a parameter: the derivative by a factor f of the parameter at f = 1. It is the central
  /// difference of fourth order over four cards whose parameter is multiplied by 1 - 2 h, 1 - h, 1 + h, 1 + 2 h: exact for what is
  /// linear in the parameter, and correct to about 1e-10 for the rest, homogenised cards included.
  /// Theory: docs/theory/sensitivities.md, Eq. (5).
  class CardDerivative
  {
  public:
    static constexpr unsigned n_points = 4;
    static constexpr std::array<double, n_points> offsets = {{-2, -1, 1, 2}};

    /// `base` outlives the object; cards[i] has the parameter times 1 + offsets[i] step.
    CardDerivative(unsigned parameter, const materials::Material &base, std::vector<materials::Material> cards, double step);

    unsigned parameter() const { return parameter_; } ///< its number in the list of parameters

    bool changes_stiffness() const { return changes_stiffness_; }
    bool changes_strain(const meshing::Body &body) const { return changes_strain_ || (changes_stiffness_ && is_film(body)); }
    bool changes_conductivity() const { return changes_conductivity_; }

    /// States which of the three a parameter of this kind changes. `is_own`: it is a constant of this card, not of one that it is made of.
    void set_changes(ParameterKind kind, bool is_own);

    /// d C/d f of a body of the card, in the axes of the plan [Pa].
    materials::OrthotropicStiffness stiffness(const meshing::Body &body, double temperature) const;

    /// d e/d f of its free strain [-]. A stress that the film has at its stress-free temperature does not change.
    std::array<double, 3> strain(const meshing::Body &body, double temperature, mechanics::PointOfBody point) const;

    /// The cards themselves, and the weight of a value of each: df = sum of weight(i) times value(card i).
    const std::vector<materials::Material> &cards() const { return cards_; }
    double weight(unsigned i) const;

  private:
    /// Is its stress at the stress-free temperature given?
    static bool is_film(const meshing::Body &body) { return body.intrinsic_strain != std::array<double, 3>{}; }

    unsigned parameter_;
    const materials::Material *base_;
    std::vector<materials::Material> cards_;
    double step_;
    bool changes_stiffness_ = false, changes_strain_ = false, changes_conductivity_ = false;
  };

  /// The derivatives of all cards by all parameters that are constants of materials.
  class CardDerivatives
  {
  public:
    /// The materials outlive the object.
    CardDerivatives(const std::vector<Parameter> &parameters, const Materials &materials);

    /// Those of one material.
    const std::vector<CardDerivative> &of(unsigned material) const { return by_material_[material]; }

    /// All materials with the parameter of a number times 1 + offsets[point] step, and the weight of what is computed with them;
    /// for the few quantities that depend on more than one card.
    Materials moved(unsigned parameter, unsigned point) const;
    double weight(unsigned parameter, unsigned point) const;

  private:
    void add(unsigned number, const Parameter &parameter);

    const Materials &materials_;
    std::vector<double> steps_; ///< per parameter
    std::vector<std::vector<CardDerivative>> by_material_;
  };
} // namespace sagitta::sensitivity
