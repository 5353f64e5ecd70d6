#pragma once

#include <mpi.h>

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// One of several jobs that share a study.
  struct Shard
  {
    unsigned number, count; ///< from 1
  };

  /// "2/8". Throws InputError.
  Shard parse_shard(const std::string &text);

  /// What the command line asks of a study.
  struct StudyOptions
  {
    std::string file;
    std::vector<std::string> overrides; ///< of the study file
    std::vector<std::string> libraries;
    std::string output;              ///< directory; empty: results/NAME
    std::optional<Shard> shard;      ///< absent: all candidates
    std::optional<unsigned> at_once; ///< instead of the key of the study file
    bool merges = false;             ///< solve nothing: merge existing results
    bool retries = false;            ///< solve those again that failed
    bool quiet = false;
  };

  /// Where a study has left its files.
  struct StudyFiles
  {
    std::filesystem::path directory;
    bool wants_report; ///< the study file asks for a page
  };

  /// Solves the candidates of a study that are not known yet, and writes the ledger and the files that follow from it. Messages go to
  /// `out`, progress to the standard output. Throws InputError for an invalid study, FileError. *Collective.*
  StudyFiles run_study(const StudyOptions &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::study
