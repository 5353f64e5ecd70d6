#include <solver/input/text/beginning.h>

#include <solver/base/printable.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::input
{
  std::string beginning(const std::string &text)
  {
    constexpr std::size_t length = 80;
    if (text.size() <= length)
      return text;
    // No UTF-8 character is cut.
    std::size_t end = 0;
    while (end < length)
      end += std::max<std::size_t>(character_length(text, end), 1);
    return text.substr(0, end) + "...";
  }

  std::vector<std::string> beginnings(const std::vector<std::string> &texts)
  {
    constexpr std::size_t most = 20;
    std::vector<std::string> result;
    for (std::size_t i = 0; i < texts.size() && i < most; ++i)
      result.push_back(beginning(texts[i]));
    if (texts.size() > most)
      result.push_back(fmt::format("{} more", texts.size() - most));
    return result;
  }
} // namespace sagitta::input
