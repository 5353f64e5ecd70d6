#pragma once

#include <solver/process/path_record.h>

#include <mpi.h>

#include <filesystem>

namespace sagitta::restart
{
  /// Writes a state of a path as an HDF5 file, every rank its cells. The file is the same for any number of ranks but for the order of its
  /// cells. Throws FileError. *Collective.*
  void write_path(const std::filesystem::path &file, const process::PathSolver &solver, const process::PathState &state);

  /// Reads a state of a path of the same package on any number of ranks. On the plan that it was written on it is the state that was
  /// written, to the last bit. On another plan displacement and rate are those of the old cells at the new nodes, and the numbers at
  /// points the polynomials through the old points, kept within the values of these; the state is then not in equilibrium to the
  /// tolerance of the solver. Throws FileError for a file that cannot be read or is of another package. *Collective.*
  process::PathState read_path(const std::filesystem::path &file, const process::PathSolver &solver);
} // namespace sagitta::restart
