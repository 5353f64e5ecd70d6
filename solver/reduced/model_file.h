#pragma once

#include <solver/reduced/reduced_model.h>

#include <mpi.h>

#include <filesystem>

namespace sagitta::reduced
{
  /// Writes a model as an HDF5 file; rank 0 writes. Throws FileError, the same on every rank. *Collective.*
  void write_model(const std::filesystem::path &file, const ReducedModel &model, MPI_Comm communicator);

  /// Reads it back: it evaluates to the same figures. Throws FileError for a file that is missing, damaged or of another kind. Not
  /// collective.
  ReducedModel read_model(const std::filesystem::path &file);
} // namespace sagitta::reduced
