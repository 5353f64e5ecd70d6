#pragma once

#include <solver/application/command_line.h>

#include <CLI/CLI.hpp>

namespace sagitta::application
{
  /// Adds the command `study` with its part `merge`; it writes into `options`.
  void add_study_command(CLI::App &app, Options &options);
} // namespace sagitta::application
