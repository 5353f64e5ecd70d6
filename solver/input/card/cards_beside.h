#pragma once

#include <solver/input/card/library.h>

#include <mpi.h>

#include <filesystem>
#include <vector>

namespace sagitta::input
{
  /// The cards in the folder of a case file that the case may mean: files NAME.yaml with the line `name: NAME`, of the names that the case
  /// or one of these cards contains. Other files of the folder are not read. Throws InputError and FileError.
  std::vector<TextFile> find_cards_beside(const std::filesystem::path &case_file, const Node &root);

  /// Adds these cards, in place of cards of the library with the same name. Rank 0 reads, every rank gets them. *Collective.*
  void add_cards_beside(const std::filesystem::path &case_file, const Node &root, MPI_Comm communicator, Library &library);
} // namespace sagitta::input
