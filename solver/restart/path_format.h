#pragma once

#include <solver/restart/checksum.h>
#include <solver/restart/path_file.h>

#include <fmt/format.h>

#include <string>
#include <vector>

namespace sagitta::restart
{
  constexpr const char *path_format = "sagitta path";
  constexpr int path_format_version = 5;

  /// The checksum of what belongs to no cell.
  inline std::string checksum(const std::vector<double> &shared, const std::string &method, const Notes &notes)
  {
    Checksum sum;
    sum.add(shared);
    sum.add(method);
    for (const auto &[name, text] : notes)
      {
        sum.add(name);
        sum.add(text);
      }
    return fmt::format("{:016x}", sum.value());
  }
} // namespace sagitta::restart
