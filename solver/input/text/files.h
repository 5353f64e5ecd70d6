#pragma once

#include <mpi.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The text of a file, and its name in errors.
  struct TextFile
  {
    std::string source;
    std::string text;
  };

  /// Reads a file whole. Throws InputError when it is missing, not a plain file, not permitted or larger than `largest_file`
  /// (found before it is read), FileError when reading breaks off.
  TextFile read_text_file(const std::filesystem::path &path);

  /// Files that are not text are refused beyond this size.
  constexpr std::size_t largest_layout = 500 * 1024 * 1024;

  /// Reads a table as read_text_file() does, or a file that is not text, such as a layout, byte by byte.
  TextFile read_data_file(const std::filesystem::path &path);

  /// The *.yaml files of a directory, sorted by name. Throws InputError when the directory is missing.
  std::vector<TextFile> read_cards(const std::filesystem::path &directory);

  /// The directories that are searched for cards, the first one that has a name wins: `extra` (the option --library), the environment's
  /// SAGITTA_LIBRARY (several by colon), then the library that came with the program: installed, else in the source tree.
  std::vector<std::filesystem::path> library_directories(const std::vector<std::string> &extra);

  /// What rank 0 read, on every rank. `read` runs on rank 0 alone; its InputError or FileError is thrown again on every rank.
  /// *Collective.*
  std::vector<TextFile> read_on_root(MPI_Comm communicator, const std::function<std::vector<TextFile>()> &read);
} // namespace sagitta::input
