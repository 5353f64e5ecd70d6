#pragma once

#include <solver/application/command_line.h>

#include <mpi.h>

#include <ostream>

namespace sagitta::application
{
  /// `sagitta report`: the page of one run, of several, or of a study. *Collective.*
  void write_page(const Options &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::application
