#pragma once

#include <solver/input/text/document.h>

namespace sagitta::input
{
  /// Throws InputError for a word that an earlier version of the case file had: the sentence says what stands in its place now.
  void refuse_retired_words(const Node &root);
} // namespace sagitta::input
