#pragma once

#include <materials/compound/compound.h>
#include <solver/input/card/library.h>
#include <solver/input/text/value.h>

#include <functional>
#include <optional>

namespace sagitta::input
{
  /// The material that a reference names; throws InputError when there is none.
  using FindMaterial = std::function<materials::Material(const Value &reference)>;

  /// Whether a checked card is a filled compound, that is has any of the keys of compound_keys().
  bool is_compound(const Value &card);

  /// The recipe of a card that is a compound. Throws InputError when resin, fillers, schemes or maximum_packing is missing, when fillers
  /// mix weight and volume, when sizes do not add up.
  materials::CompoundRecipe read_recipe(materials::Material &material, const Value &card, const FindMaterial &find);

  /// Completes the material of a card by what its resin and fillers predict, and returns its recipe; a card that is no compound
  /// is left as it is. Values that the card gives itself are kept. Throws InputError as read_recipe() and, with the card's place, for what
  /// which materials::Compound throws.
  std::optional<materials::CompoundRecipe> predict_compound(materials::Material &material, const Value &card, const FindMaterial &find);

  /// The material of a library card, predicted where it is a filled compound. `name` or alias must be one of the library's.
  /// Throws InputError for a wrong card, or one made of itself.
  materials::Material read_material(const Library &library, const std::string &name);
} // namespace sagitta::input
