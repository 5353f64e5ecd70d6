#pragma once

#include <solver/study/decision.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// A candidate that somebody may prefer to the best one.
  struct Alternative
  {
    std::size_t candidate;
    std::string reason; ///< "second in the ranking", "the best with filler = alumina", "the least hotspot"
  };

  /// The first candidate of a ranking, and how far its place depends on weights and values.
  struct Verdict
  {
    static constexpr std::size_t n_weightings = 10000;

    std::optional<std::size_t> best; ///< a candidate within all limits; absent: there is none, or the study has no goals
    std::vector<double> first_share; ///< per candidate: in which share of all weightings of the goals it would be the first
    /// Per goal: by how much that output of the best one would have to be worse before the second one is ahead, on the scales of the
    /// study and all else unchanged; SI. no_number: there is no second one, or all candidates have the same value.
    std::vector<double> margins;
    std::vector<Alternative> alternatives; ///< by their ranks
    std::vector<std::string> edges; ///< what lies next to the best one along every parameter that is a quantity, where that limits it
  };

  Verdict compare_candidates(const Study &study, const std::vector<Candidate> &candidates, const Decision &decision);
} // namespace sagitta::study
