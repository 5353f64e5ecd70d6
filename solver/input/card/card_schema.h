#pragma once

#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// A card of the material library: every value carries its source and its kind.
  const TypePointer &library_card_type();

  /// A part of a card of the library, without name and description: no section is required, or required to be complete.
  const TypePointer &part_of_card_type();

  /// A card as it results from a case file, with or without sources.
  const TypePointer &case_card_type();

  /// What stands under `materials` of a case file: a card, its shorthands, or what overrides the card named by `like`.
  const TypePointer &case_material_type();
} // namespace sagitta::input
