#pragma once

#include <materials/material.h>
#include <solver/case/case.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sagitta
{
  enum class ParameterKind
  {
    young, ///< moduli of elasticity
    poisson,
    expansion,
    conductivity,
    film,
    power,
    thickness
  };

  /// A number of a case that is not a choice, or several that one factor scales: a table over temperature, the components of an
  /// orthotropic property.
  struct Parameter
  {
    ParameterKind kind;
    unsigned index;                         ///< of the material, film, body (power) or layer
    std::optional<unsigned> component = {}; ///< of a property with several; absent: all of them. See component_names()
    std::string name = {};                  ///< "mould.young", "film top", "chip.power", "overmould.thickness"
    std::string unit = {};                  ///< SI
    std::optional<double> value = {};       ///< in that unit; absent: a factor of several numbers

    bool is_of_material() const { return kind <= ParameterKind::conductivity; }
  };

  /// All parameters that a state of the case may depend on: of the cards in the package and of those that homogenised ones are made of
  /// (of a layer of bumps that a solve homogenised the effective constants, as one), films, powers of bodies, layer thicknesses. What is
  /// zero is left out. `by_component`: the components of an orthotropic property one by one, where they differ.
  std::vector<Parameter> find_parameters(const Case &problem, bool by_component);

  /// A card with a parameter of its own times a factor. Throws std::invalid_argument when no solid has such constants.
  materials::Material scaled(const materials::Material &card, const Parameter &parameter, double factor);

  /// The cards that change when a parameter of a material is multiplied by a factor: its own, and the homogenised ones that are made of
  /// it. Throws as scaled().
  std::vector<std::pair<unsigned, materials::Material>> scaled_cards(const Materials &materials, const Parameter &parameter, double factor);
} // namespace sagitta
