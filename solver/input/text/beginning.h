#pragma once

#include <string>
#include <vector>

namespace sagitta::input
{
  /// The beginning of a text that a sentence repeats.
  std::string beginning(const std::string &text);

  /// The beginnings of the first texts of a list, with the number of the others where the list is long.
  std::vector<std::string> beginnings(const std::vector<std::string> &texts);
} // namespace sagitta::input
