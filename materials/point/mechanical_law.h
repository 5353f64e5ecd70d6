#pragma once

#include <materials/laws/chile.h>
#include <materials/laws/viscoelastic.h>
#include <materials/material.h>

#include <string>
#include <variant>

namespace sagitta::materials
{
  /// Which of its laws a material of a package follows.
  enum class MechanicalLaw
  {
    elastic,     ///< stress by temperature and strain alone
    chile,       ///< cure hardening, instantaneously linear elastic
    viscoelastic ///< generalised Maxwell
  };

  bool has_memory(MechanicalLaw law);

  /// What the card would have to give for the law: "viscoelasticity", "cure.glass_transition", ...; empty when nothing is missing.
  std::string find_missing(const Material &material, MechanicalLaw law);

  /// A law with memory that is isotropic and linear in the change of strain.
  using MemoryLaw = std::variant<ChileLaw, ViscoelasticLaw>;

  /// The material's law with memory. Throws std::invalid_argument for constants without meaning; find_missing() must be empty.
  MemoryLaw memory_law(const Material &material, MechanicalLaw law);
} // namespace sagitta::materials
