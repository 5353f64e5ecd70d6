#pragma once

#include <solver/study/candidates.h>
#include <solver/study/ledger.h>
#include <solver/study/study.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::study
{
  enum class Status
  {
    solved,
    rejected, ///< before it was solved
    failed,   ///< in the solve
    missing   ///< not yet computed
  };

  const NameTable<Status> &status_names();

  /// What is known of a candidate.
  struct Entry
  {
    Status status = Status::missing;
    std::string sentence;           ///< why it is rejected or failed; which limits a solved one exceeds
    std::vector<double> values;     ///< per output, SI; no_number where not known
    bool is_within = false;         ///< solved, and all limits kept
    double score = 0;               ///< weighted sum over the goals, each from 0, the best of those within, to 1, the worst
    std::size_t rank = 0;           ///< from 1; 0: not ranked
    bool is_on_front = false;       ///< no other one within its limits is better in one goal and no worse in all
    const Record *record = nullptr; ///< of the ledger
  };

  /// Where an output vanishes between two candidates that differ in one parameter.
  struct Zero
  {
    std::size_t goal;   ///< index into Study::goals
    std::string others; ///< the values of all other parameters; empty: there are none
    bool is_found = false;
    double at = no_number;     ///< in the unit of the parameter, by a monotone cubic through the candidates
    double linear = no_number; ///< by a straight line between the two neighbours
    std::string sentence = {}; ///< why there is none
  };

  /// What follows from all candidates.
  struct Decision
  {
    std::vector<Entry> entries;       ///< per candidate
    std::vector<std::size_t> ranking; ///< candidates, the best first; without the base case
    std::vector<Zero> zeros;
    std::vector<ModelRecord> models; ///< reduced models that figures come from

    std::size_t count(Status status) const;
  };

  /// `ledger` must outlive the decision.
  Decision decide(const Study &study, const std::vector<Candidate> &candidates, const Ledger &ledger);

  /// The quantity that a goal minimises, in the unit of the ledger.
  double cost(const Goal &goal, const Study &study, const Entry &entry);

  /// The values of all parameters but one, "silica, 85 %".
  std::string label_of(const Study &study, const Candidate &candidate, std::size_t without);

  /// The same of all.
  std::string label_of(const Study &study, const Candidate &candidate);
} // namespace sagitta::study
