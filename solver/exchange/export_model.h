#pragma once

#include <solver/case/case.h>

#include <mpi.h>

#include <filesystem>
#include <string>

namespace sagitta::exchange
{
  /// Writes the whole model as a CalculiX input file (format "inp"). Throws InputError or FileError. *Collective.*
  void export_model(const Case &problem, const std::string &format, const std::filesystem::path &file, MPI_Comm communicator);
} // namespace sagitta::exchange
