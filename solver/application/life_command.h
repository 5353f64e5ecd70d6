#pragma once

#include <solver/application/command_line.h>

#include <CLI/CLI.hpp>
#include <mpi.h>

#include <ostream>

namespace sagitta::application
{
  /// Adds the command `life`; it writes into `options`.
  void add_life_command(CLI::App &app, Options &options);

  /// Evaluates the life of the joints of a run, writes its files and prints the table. *Collective.*
  void evaluate_life(const Options &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::application
