#pragma once

#include <solver/input/text/units.h>

#include <string>

namespace sagitta::input
{
  /// A regular expression (ECMA 262) for a quantity of a dimension, for editors. It matches every text that to_si() accepts. Of what
  /// to_si() refuses it does not match: a missing number or unit, symbols that are not known, and the usual units of other dimensions.
  std::string quantity_pattern(Dimension dimension);
} // namespace sagitta::input
