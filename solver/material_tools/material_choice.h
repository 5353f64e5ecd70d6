#pragma once

#include <solver/input/case/chosen_materials.h>
#include <solver/material_tools/material_options.h>

#include <mpi.h>

#include <string>
#include <vector>

namespace sagitta::material_tools
{
  /// The materials of these names or aliases: of the library, or with --case those that the case file gives too, changed by `overrides`.
  /// Throws InputError. *Collective.*
  std::vector<input::ChosenMaterial> read_materials(const std::vector<std::string> &names, const MaterialOptions &options,
                                                    const std::vector<std::string> &overrides, MPI_Comm communicator);
} // namespace sagitta::material_tools
