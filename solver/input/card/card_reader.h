#pragma once

#include <materials/material.h>
#include <solver/input/text/value.h>

namespace sagitta::input
{
  /// The material of a checked card (library_card_type() or case_card_type()).
  /// Throws InputError for what check() does not find: a table that does not rise, a stiffness that is not positive definite, a
  /// crystal turned by another angle than 0 or 45 deg.
  materials::Material read_card(const std::string &name, const Value &card);

  /// Reads the sections `chile` and `viscoelasticity`, which use all others, and checks that all sections give the same glass transition.
  /// read_card() does so by itself, but for a filled compound, whose other sections are predicted first.
  void read_memory_laws(materials::Material &material, const Value &card);
} // namespace sagitta::input
