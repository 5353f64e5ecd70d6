#pragma once

#include <solver/application/command_line.h>

#include <mpi.h>

#include <ostream>

namespace CLI
{
  class App;
}

namespace sagitta::application
{
  /// Adds `import` to the command line.
  void add_import_command(CLI::App &app, Options &options);

  /// `sagitta import`: writes the case that a file of another program describes, and the files that it names; says what is missing.
  /// A file that is there already is not replaced. *Collective.*
  void import_case(const Options &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::application
