#pragma once

#include <solver/base/errors.h>

#include <cstddef>
#include <string>

namespace sagitta::input
{
  /// The error for a text that yaml-cpp cannot read: of the common mistakes a sentence of our own, of others that of yaml-cpp. `line` and
  /// `column` count from zero and are where yaml-cpp stopped.
  InputError yaml_mistake(const std::string &text, const std::string &source, std::size_t line, std::size_t column,
                          const std::string &message);
} // namespace sagitta::input
