#pragma once

#include <solver/results/field_piece.h>

#include <mpi.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sagitta::output
{
  /// The origin that every file contains.
  struct FileInfo
  {
    std::string case_name;
    std::string case_hash;
    std::string version;
    std::string revision;
  };

  /// The field files of a run.
  struct FieldFiles
  {
    std::filesystem::path directory; ///< of the results
    FileInfo origin;
    unsigned per_state = 1; ///< at most so many files for a state, each of a group of neighbouring ranks
  };

  /// Writes the fields of one state:
  ///   DIRECTORY/fields/STATE_0.vtu, STATE_1.vtu, ...   the fields
  ///   DIRECTORY/fields/STATE.pvtu                      the one to open, which refers to them
  /// STATE is file_stem(state). The ranks of a group send their piece to its first rank. A piece may be empty. No file gets its final
  /// name before all are complete.
  /// Throws FileError, or std::logic_error for inconsistent pieces, the same on every rank. *Collective.*
  void write_state(const FieldFiles &files, const std::string &state, const results::FieldPiece &piece, MPI_Comm communicator);

  /// Writes DIRECTORY/fields.pvd, the collection of the states written before; the time value of a state is its index.
  /// Throws FileError, the same on every rank. *Collective.*
  void write_collection(const std::filesystem::path &directory, const std::vector<std::string> &states, MPI_Comm communicator);
} // namespace sagitta::output
