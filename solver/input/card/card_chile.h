#pragma once

#include <materials/laws/chile.h>
#include <materials/material.h>
#include <solver/input/card/card_entry.h>
#include <solver/input/card/card_values.h>

namespace sagitta::input
{
  /// Section `chile` of a card: moduli that grow with the degree of cure.
  TypePointer chile_type(Use use);

  /// Reads the section; `material` has its section cure already, if any. Throws InputError with the place of an invalid or
  /// missing value.
  materials::CureModuli read_chile(const Value &section, CardReader &reader, const materials::Material &material);
} // namespace sagitta::input
