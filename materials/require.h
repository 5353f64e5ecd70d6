#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  /// Throws std::invalid_argument with the sentence and the value that does not fulfil it.
  inline void require(bool condition, const std::string &sentence, double value)
  {
    if (condition)
      return;
    std::ostringstream message;
    message << sentence << ", not " << value;
    throw std::invalid_argument(message.str());
  }
} // namespace sagitta::materials
