#pragma once

#include <string>
#include <vector>

namespace sagitta
{
  /// Edits (insert, delete, replace, swap neighbours) between two words, doubled; a change of case alone counts 1.
  unsigned distance(const std::string &a, const std::string &b);

  /// The candidate that is nearest to a word as a user may have mistyped it; empty when none is near.
  std::string nearest(const std::string &word, const std::vector<std::string> &candidates);

  /// "a, b or c".
  std::string enumerate(const std::vector<std::string> &words, const std::string &last = "or");

  /// "; did you mean X?" or nothing.
  std::string did_you_mean(const std::string &word, const std::vector<std::string> &candidates);
} // namespace sagitta
