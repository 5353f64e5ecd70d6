#pragma once

#include <solver/input/text/schema.h>

#include <string>

namespace sagitta::input
{
  /// Where a card stands.
  enum class Use
  {
    library,   ///< value, source and kind
    case_card, ///< a plain quantity is allowed
    override   ///< as case_card, and nothing is required
  };

  /// One value of a card: a quantity with its unit, and in the library with source and kind. It may be a table over temperature.
  TypePointer entry(Use use, Dimension dimension, Range range, bool may_be_table);

  /// Pairs of quantities with one source for all of them, such as a Prony series: [[1 ms, 5 %], [1 s, 7 %]]. A pair is checked where it is
  /// read, by CardReader::series(). `description` says what the pairs are.
  TypePointer series(Use use, const std::string &definition, const std::string &description);

  /// `type`, a map, as it is used where a map overrides another: nothing is required.
  TypePointer overriding(Use use, TypePointer type);
} // namespace sagitta::input
