#pragma once

#include <materials/compound/compound.h>
#include <materials/estimate.h>
#include <materials/material.h>

#include <optional>
#include <string>

namespace sagitta::materials
{
  /// What materials are compared by. `across` is the direction of the stack, where it differs from the plan's x.
  enum class Property
  {
    young,               ///< Young's modulus along x [Pa]
    young_across,        ///< along z [Pa]
    poisson,             ///< contraction along y under stress along x [-]
    expansion,           ///< instantaneous coefficient along x [1/K]
    expansion_across,    ///< along z [1/K]
    conductivity,        ///< along x [W/(m K)]
    conductivity_across, ///< along z [W/(m K)]
    density,             ///< [kg/m3]
    specific_heat,       ///< [J/(kg K)]
    glass_transition,    ///< [K]
    viscosity            ///< of a filled compound whose recipe says how it flows [Pa s]
  };

  /// The state, beside the temperature, in which the viscosity of filled compounds is compared.
  struct FlowConditions
  {
    double cure;       ///< degree of cure [-]
    double shear_rate; ///< [1/s]
  };

  /// A property of a material, and how it is known.
  struct ComparedValue
  {
    Estimate estimate; ///< lower and upper equal the value where no bounds are known; a viscosity from the gel point on is infinite
    Evidence evidence; ///< of several values that it follows from the least certain
    std::string source;
  };

  /// The viscosity of a compound by its formulas; absent where its recipe does not say how it flows, not how it does so while it cures if
  /// it is cured, and where its WLF formula does not reach. Throws std::invalid_argument for conditions without meaning.
  std::optional<Estimate> compound_viscosity(const Compound &compound, double temperature, const FlowConditions &conditions);

  /// The property at a temperature [K]; absent where the material does not have it. With the compound that a material was predicted by,
  /// what is predicted is taken from its formulas, with its bounds; the table that the solver takes follows them within 1 %.
  std::optional<ComparedValue> compared_value(const Material &material, const std::optional<Compound> &compound, Property property,
                                              double temperature, const FlowConditions &conditions);
} // namespace sagitta::materials
