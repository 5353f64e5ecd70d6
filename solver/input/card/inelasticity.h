#pragma once

#include <materials/laws/inelastic.h>
#include <solver/input/card/card_entry.h>
#include <solver/input/card/card_values.h>
#include <solver/input/text/value.h>

#include <map>
#include <string>

namespace sagitta::input
{
  /// Section `inelasticity` of a card: sets of constants by name, each of a model.
  TypePointer inelasticity_type(Use use);

  /// Reads the section. Throws InputError with the place of a set whose constants no material has.
  std::map<std::string, materials::InelasticConstants> read_inelasticity(const Value &section, CardReader &reader);
} // namespace sagitta::input
