#pragma once

#include <solver/input/schema.h>

namespace sagitta::input
{
  /// Where a card stands.
  enum class Use
  {
    library,   ///< value, source and kind
    case_card, ///< a plain quantity will do
    override   ///< as case_card, and nothing is required
  };

  /// One value of a card: a quantity with its unit, and in the library with source and kind. It may be a table over temperature.
  TypePointer entry(Use use, Dimension dimension, Range range, bool may_be_table);

  /// `type`, a map, as it stands where it overrides another: nothing is required.
  TypePointer overriding(Use use, TypePointer type);
} // namespace sagitta::input
