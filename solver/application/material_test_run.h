#pragma once

#include <solver/application/command_line.h>

#include <mpi.h>

#include <ostream>

namespace sagitta::application
{
  /// `sagitta materials test`: drives a law of a card along a path and writes a table (CSV) and a plot (SVG).
  /// Throws InputError, ConvergenceError when the path cannot be followed, FileError. *Collective.*
  void test_material(const Options &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::application
