#pragma once

#include <solver/case/case.h>
#include <solver/input/card/library.h>
#include <solver/input/text/files.h>

#include <mpi.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  /// The case that a file describes, after the overrides of --set: checked as a whole.
  /// Throws InputError: one sentence with place, key path and what is expected there.
  Case parse_case(const TextFile &file, const std::vector<std::string> &overrides, const Library &library);

  /// Rank 0 reads the case file and the cards, every rank parses them alike; errors are thrown on every rank.
  /// `library_directories` are searched before the others (see library_directories()). *Collective.*
  Case read_case(const std::string &path, const std::vector<std::string> &overrides, const std::vector<std::string> &library_directories,
                 MPI_Comm communicator);
} // namespace sagitta::input
