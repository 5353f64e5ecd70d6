#pragma once

#include <solver/material_tools/material_options.h>

#include <mpi.h>

#include <ostream>

namespace sagitta::material_tools
{
  /// `sagitta materials compare`: prints a table of the properties of several materials at some temperatures, each with how it is known,
  /// and writes them as CSV with curves against temperature (CSV, SVG); with a range of loading also the filled compounds among them
  /// against their filler, with bounds. Throws InputError, FileError. *Collective.*
  void compare_materials(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::material_tools
