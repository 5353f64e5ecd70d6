#pragma once

#include <solver/input/text/schema.h>

#include <string>

namespace sagitta::input
{
  /// A point in the plan.
  TypePointer length_pair();

  /// The key `replaces`: earlier parts that a part may cross or cover.
  Key replaces_key();

  /// Extents along x and y.
  TypePointer size_pair();

  /// The key stress_free_temperature; `whose`: "the die is".
  Key stress_free_key(const std::string &whose);

  /// An outline in the plan: a rectangle or a disc.
  TypePointer outline_type();

  /// The section `package` of a case file.
  TypePointer package_type();
} // namespace sagitta::input
