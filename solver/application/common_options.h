#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace sagitta::application
{
  /// Options that several commands have.
  void add_overrides(CLI::App &command, std::vector<std::string> &overrides, const std::string &description);
  void add_library(CLI::App &command, std::vector<std::string> &libraries);
} // namespace sagitta::application
