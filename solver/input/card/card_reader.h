#pragma once

#include <materials/material.h>
#include <solver/input/text/value.h>

namespace sagitta::input
{
  /// The material of a checked card (library_card_type() or case_card_type()).
  /// Throws InputError for what the table of keys cannot see: a table that does not rise, a stiffness that is not positive definite, a
  /// crystal turned by another angle than 0 or 45 deg.
  materials::Material read_card(const std::string &name, const Value &card);

  /// Sections `chile` and `viscoelasticity`, which lean on all others, and whether these agree about the glass transition. For a filled
  /// compound to be called when it is complete; read_card() does so for all else.
  void read_memory_laws(materials::Material &material, const Value &card);

  /// A card of the case file in the nested form of the library: shorthands written out.
  Node expand_shorthands(const Node &material);

  /// `base` with what `change` gives. Where both describe a law by the same keys, single values are replaced, otherwise the whole law;
  /// null takes a section away. `path` is the key path of `change`. Throws InputError when there is no such section.
  Node merge_cards(const Node &base, const Node &change, const std::string &path);
} // namespace sagitta::input
