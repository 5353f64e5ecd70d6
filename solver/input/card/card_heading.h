#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The names by which a material card is found.
  struct CardHeading
  {
    std::string name;
    std::vector<std::string> aliases;
  };

  /// Name and aliases of a card whose text is not parsed: absent when they are not written as in the shipped cards
  /// (`name: copper` and `aliases: ["Cu"]` on a line each), so that the card must be parsed.
  std::optional<CardHeading> plain_heading(const std::string &text);
} // namespace sagitta::input
