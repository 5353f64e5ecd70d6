#pragma once

#include <solver/case/case.h>
#include <solver/input/card/library.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/case/submodel_reader.h>
#include <solver/input/text/files.h>

#include <mpi.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  /// The case that a file describes, after the overrides of --set: checked as a whole.
  /// Throws InputError: one sentence with place, key path and what is expected there.
  /// `tables`: those that the case names, by the path that it writes. `source`: of a submodel that names a case.
  Case parse_case(const TextFile &file, const std::vector<std::string> &overrides, const Library &library, const TableFiles &tables = {},
                  const SubmodelSource *source = nullptr);

  /// Rank 0 reads the case file and the cards, every rank parses them alike; errors are thrown on every rank.
  /// The source of a submodel is read before it. Cards are looked for in the folder of the case file, in that of the source, then in
  /// `library_directories`, then in the others (see library_directories()). *Collective.*
  Case read_case(const std::string &path, const std::vector<std::string> &overrides, const std::vector<std::string> &library_directories,
                 MPI_Comm communicator);

  /// The same with a library that has been read before, for many cases of one file. *Collective.*
  Case read_variant(const std::string &path, const std::vector<std::string> &overrides, const Library &library, MPI_Comm communicator);
} // namespace sagitta::input
