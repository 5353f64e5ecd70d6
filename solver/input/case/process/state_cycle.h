#pragma once

#include <solver/input/text/document.h>

namespace sagitta::input
{
  /// Writes out `history.cycle: {from, to, times}` of a checked case whose states are a list: the states from one to the other, again and
  /// again behind the last of them. The states of the second time have the name with `_2` behind it, and so on. Throws InputError for a
  /// state that is not in the list, and for a last one before the first.
  void expand_cycle(Node &root);
} // namespace sagitta::input
