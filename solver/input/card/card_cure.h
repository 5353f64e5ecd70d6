#pragma once

#include <materials/cure/cure.h>
#include <solver/input/card/card_entry.h>
#include <solver/input/card/card_values.h>

namespace sagitta::input
{
  /// Section `cure` of a card: kinetics, heat, gel point, glass transition, shrinkage.
  TypePointer cure_type(Use use);

  /// Reads the section. Throws InputError with the place of an invalid or missing value.
  materials::Cure read_cure(const Value &section, CardReader &reader);
} // namespace sagitta::input
