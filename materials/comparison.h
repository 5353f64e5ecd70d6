#pragma once

#include <materials/compound/compound.h>
#include <materials/estimate.h>
#include <materials/material.h>

#include <optional>
#include <string>

namespace sagitta::materials
{
  /// The properties that are compared. `across` is the direction of the stack, if it differs from the plan's x.
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
    viscosity            ///< of a filled compound whose recipe has a flow [Pa s]
  };

  /// The state, beside the temperature, in which the viscosity of filled compounds is compared.
  struct FlowConditions
  {
    double cure;       ///< degree of cure [-]
    double shear_rate; ///< [1/s]
  };

  /// A property of a material with its evidence.
  struct ComparedValue
  {
    Estimate estimate; ///< lower and upper equal the value where no bounds are known; a viscosity from the gel point on is infinite
    Evidence evidence; ///< if it follows from several values, that of the least certain
    std::string source;
  };

  /// The viscosity of a compound by its formulas; absent if its recipe has no flow, if it is cured and the recipe has no dependence on the
  /// cure, and below the range of its WLF formula. Throws std::invalid_argument for conditions without meaning.
  std::optional<Estimate> compound_viscosity(const Compound &compound, double temperature, const FlowConditions &conditions);

  /// The property at a temperature [K]; absent where the material does not have it. With the compound of a predicted material,
  /// predicted values come from its formulas, with bounds; the tables of the solver agree with them within 1 %.
  std::optional<ComparedValue> compared_value(const Material &material, const std::optional<Compound> &compound, Property property,
                                              double temperature, const FlowConditions &conditions);
} // namespace sagitta::materials
