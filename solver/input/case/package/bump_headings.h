#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The headings of a list of bumps by the columns that they mean (name, x, y, net, diameter, padstack), from the cells of a line: those
  /// of `named`, else usual ones. Nothing: a named column, the name, x or y is not there, so that this is not the line of headings.
  std::optional<std::map<std::string, std::string>> find_bump_headings(const std::vector<std::string> &cells,
                                                                       const std::map<std::string, std::string> &named);
} // namespace sagitta::input
