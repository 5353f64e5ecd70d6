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
    viscosity            ///< of an uncured filled compound at the reference temperature of its flow [Pa s]
  };

  /// A property of a material, and how it is known.
  struct ComparedValue
  {
    Estimate estimate; ///< lower and upper equal the value where no bounds are known
    Evidence evidence; ///< of several values that it follows from the least certain
    std::string source;
  };

  /// The property at a temperature [K]; absent where the material does not have it. With the compound that a material was predicted by,
  /// what is predicted has its bounds.
  std::optional<ComparedValue> compared_value(const Material &material, const std::optional<Compound> &compound, Property property,
                                              double temperature);
} // namespace sagitta::materials
