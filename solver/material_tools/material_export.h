#pragma once

#include <solver/material_tools/material_options.h>

#include <mpi.h>

#include <ostream>

namespace sagitta::material_tools
{
  /// `sagitta materials export`: writes the relaxation of a card for another program. Throws InputError or FileError. *Collective.*
  void export_material(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::material_tools
