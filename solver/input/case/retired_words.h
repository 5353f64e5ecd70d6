#pragma once

#include <solver/input/text/document.h>

namespace sagitta::input
{
  /// Throws InputError for a word of an earlier version of the case file; the message names its replacement.
  void refuse_retired_words(const Node &root);
} // namespace sagitta::input
