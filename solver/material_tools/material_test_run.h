#pragma once

#include <solver/material_tools/material_options.h>

#include <mpi.h>

#include <ostream>

namespace sagitta::material_tools
{
  /// `sagitta materials test`: drives a law of a card along a path and writes a table (CSV) and a plot (SVG).
  /// Throws InputError, ConvergenceError when the path cannot be followed, FileError. *Collective.*
  void test_material(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::material_tools
