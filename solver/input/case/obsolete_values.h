#pragma once

#include <solver/input/text/document.h>

namespace sagitta::input
{
  /// Throws InputError for a word of an earlier version of the case file; the message names its replacement.
  void refuse_obsolete_values(const Node &root);
} // namespace sagitta::input
