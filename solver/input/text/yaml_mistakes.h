#pragma once

#include <solver/base/errors.h>

#include <cstddef>
#include <string>

namespace sagitta::input
{
  /// The sentence for a text that yaml-cpp refuses: of the common mistakes in our words, of others in its own. `line` and `column` count
  /// from zero and are where yaml-cpp stopped.
  InputError yaml_mistake(const std::string &text, const std::string &source, std::size_t line, std::size_t column,
                          const std::string &message);
} // namespace sagitta::input
