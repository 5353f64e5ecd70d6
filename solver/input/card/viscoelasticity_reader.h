#pragma once

#include <materials/material.h>
#include <solver/input/card/card_values.h>

namespace sagitta::input
{
  /// Reads the section `viscoelasticity` of a card, of viscoelasticity_type(). `material` has what the law may refer to: the cure (gel
  /// point, glass transition) and, for a set that is assumed between the moduli of two temperatures, the elasticity. Throws InputError with
  /// the place of an invalid or missing value.
  materials::ViscoelasticLaw read_viscoelasticity(const Value &section, CardReader &reader, const materials::Material &material);
} // namespace sagitta::input
