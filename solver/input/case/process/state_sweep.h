#pragma once

#include <solver/input/text/document.h>

namespace sagitta::input
{
  /// Writes out `states: {from, to, count}` of a checked case as the list of states that it stands for: equal steps from the first
  /// temperature to the last. Their names are `at_25_degC`, with `minus_` before a negative number and `p` in place of a decimal point:
  /// rounded to the degree, or to as many decimals as make them differ. Leaves a list as it is. Repeats the states of `history.cycle`.
  /// Throws InputError when both temperatures are the same.
  void expand_states(Node &root);
} // namespace sagitta::input
