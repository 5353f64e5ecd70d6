#pragma once

#include <stdexcept>
#include <string>

namespace sagitta::tests
{
  /// The sentence of the `Error` that `act` throws; empty when it throws none. Other exceptions pass.
  template <typename Error, typename Act>
  std::string sentence_of(const Act &act)
  {
    try
      {
        act();
      }
    catch (const Error &error)
      {
        return error.what();
      }
    return "";
  }

  /// The message that refuses an argument.
  template <typename Act>
  std::string refusal(const Act &act)
  {
    return sentence_of<std::invalid_argument>(act);
  }

  /// The message of a fit that finds no constants.
  template <typename Act>
  std::string finding(const Act &act)
  {
    return sentence_of<std::runtime_error>(act);
  }
} // namespace sagitta::tests
