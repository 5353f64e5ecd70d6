#pragma once

#include <solver/input/text/document.h>

#include <string>

namespace sagitta::input
{
  /// `base` with what `change` gives; both are cards without shorthands. Where both describe a law by the same keys, single values are
  /// replaced, otherwise the whole law; null takes a section away. `path` is the key path of `change`.
  /// Throws InputError when there is no such section.
  Node merge_cards(const Node &base, const Node &change, const std::string &path);
} // namespace sagitta::input
