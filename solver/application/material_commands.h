#pragma once

#include <solver/application/command_line.h>

#include <CLI/CLI.hpp>

namespace sagitta::application
{
  /// Adds `materials` and its commands; the parser writes into `options`.
  void add_material_commands(CLI::App &app, Options &options);
} // namespace sagitta::application
