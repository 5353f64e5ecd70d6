#pragma once

#include <solver/output/directory_lock.h>

#include <mpi.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::output
{
  /// Makes a directory if it is not there, and locks it. Throws FileError. Not collective.
  DirectoryLock make_and_lock(const std::filesystem::path &directory);

  /// Writes these files, by name and content, to a directory that is made if it is not there, and keeps other runs out of it meanwhile.
  /// Rank 0 writes. Throws FileError, the same on every rank. *Collective.*
  void write_files(const std::filesystem::path &directory, const std::vector<std::pair<std::string, std::string>> &files,
                   MPI_Comm communicator);
} // namespace sagitta::output
