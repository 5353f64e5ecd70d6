#pragma once

#include <solver/input/text/files.h>
#include <solver/study/study.h>

#include <mpi.h>

#include <string>
#include <vector>

namespace sagitta::study
{
  /// The study that a file describes, after the overrides of --set. Throws InputError: one sentence with place and key path. What the case
  /// says about keys and names is checked by examine().
  Study parse_study(const input::TextFile &file, const std::vector<std::string> &overrides);

  /// Rank 0 reads the file. A folder stands for its study.yaml. *Collective.*
  Study read_study(const std::string &path, const std::vector<std::string> &overrides, MPI_Comm communicator);
} // namespace sagitta::study
