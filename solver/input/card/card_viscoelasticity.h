#pragma once

#include <materials/material.h>
#include <solver/input/card/card_entry.h>
#include <solver/input/card/card_values.h>

namespace sagitta::input
{
  /// Section `viscoelasticity` of a card: relaxing moduli and their shift with temperature and cure.
  TypePointer viscoelasticity_type(Use use);

  /// Reads the section. `material` has what the law may refer to: the cure (gel point, glass transition) and, for a set that is assumed
  /// between the moduli of two temperatures, the elasticity. Throws InputError with the place of what has no meaning or is missing.
  materials::ViscoelasticLaw read_viscoelasticity(const Value &section, CardReader &reader, const materials::Material &material);
} // namespace sagitta::input
