#pragma once

#include <string>

namespace sagitta::input
{
  /// SHA-256 (FIPS 180-4) of a text, as 64 hexadecimal digits.
  std::string sha256(const std::string &text);
} // namespace sagitta::input
