#pragma once

#include <solver/application/command_line.h>
#include <solver/input/chosen_materials.h>

#include <mpi.h>

#include <string>
#include <vector>

namespace sagitta::application
{
  /// The materials of these names or aliases: of the library, or with --case those that the case file gives too, changed by `overrides`.
  /// Throws InputError. *Collective.*
  std::vector<input::ChosenMaterial> read_materials(const std::vector<std::string> &names, const Options &options,
                                                    const std::vector<std::string> &overrides, MPI_Comm communicator);
} // namespace sagitta::application
