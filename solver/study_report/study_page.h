#pragma once

#include <mpi.h>

#include <filesystem>
#include <string>

namespace sagitta::study_report
{
  /// Is there a study in this directory?
  bool is_study(const std::filesystem::path &directory);

  /// The page of the study in a directory, from its files, as one HTML file that needs nothing else. Throws FileError for a directory
  /// without a study of this program. Not collective.
  std::string make_study_page(const std::filesystem::path &directory);

  /// Writes it to `file`. Rank 0 writes. *Collective.*
  void write_study_page(const std::filesystem::path &directory, const std::filesystem::path &file, MPI_Comm communicator);
} // namespace sagitta::study_report
