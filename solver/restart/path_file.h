#pragma once

#include <solver/process/path_record.h>

#include <mpi.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::restart
{
  /// Texts that go with a state: name and text, such as the case that it belongs to.
  using Notes = std::vector<std::pair<std::string, std::string>>;

  /// Writes a state of a path as an HDF5 file, every rank its cells: under a temporary name beside the file, checked by reading, and
  /// renamed when it is complete. The file is the same for any number of ranks but for the order of its cells. Throws FileError, the same
  /// on every rank. *Collective.*
  void write_path(const std::filesystem::path &file, const process::PathSolver &solver, const process::PathState &state,
                  const Notes &notes = {});

  /// Reads a state of a path of the same package on any number of ranks. On the plan that it was written on it is the state that was
  /// written, to the last bit. On another plan displacement and rate are those of the old cells at the new nodes, and the numbers at
  /// points the polynomials through the old points, kept within the values of these; the state is then not in equilibrium to the
  /// tolerance of the solver. `at_births`: takes the displacements at the births of the solver's parts; null: they are not wanted.
  /// Throws FileError for a file that cannot be read, is damaged or is of another package. *Collective.*
  process::PathState read_path(const std::filesystem::path &file, const process::PathSolver &solver,
                               std::vector<layered::Vector<double>> *at_births = nullptr);

  /// The texts of a file. Throws FileError. Not collective.
  Notes read_notes(const std::filesystem::path &file);
} // namespace sagitta::restart
