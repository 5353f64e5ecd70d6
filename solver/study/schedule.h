#pragma once

#include <solver/study/candidates.h>
#include <solver/study/ledger.h>
#include <solver/study/run_study.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// The candidates that are to be solved, each case once, in an order in which neighbours share a mesh and lie near one another: within a
  /// mesh each is followed by the nearest one that is left. `retries`: those that failed too.
  std::vector<std::size_t> find_open(const Study &study, const std::vector<Candidate> &candidates, const Ledger &ledger, bool retries);

  /// The part-th of `parts` contiguous parts of a list, of equal length within one.
  std::vector<std::size_t> select_part(const std::vector<std::size_t> &all, std::size_t part, std::size_t parts);
} // namespace sagitta::study
