#pragma once

#include <solver/study/candidates.h>

#include <string>
#include <vector>

namespace sagitta::study
{
  /// The mix that comes nearest to the targets of a study with one combination of all parameters that are lists.
  struct Mix
  {
    Point values;
    std::string miss; ///< which targets it does not reach; empty: it reaches all
  };

  /// By how much a property misses a target: the magnitude of the logarithm of their quotient, zero where the target is reached. The
  /// properties are positive.
  double deviation_from_target(const Target &target, double value);

  /// A mix for every combination of the parameters that are lists: the values of those that are ranges come nearest to the targets, and
  /// where these leave freedom keep the greatest distance from the limits. By the simplex of Nelder and Mead from the best of a scan.
  /// Theory: docs/theory/studies.md, Eq. (6).
  std::vector<Mix> find_mixes(const Study &study, const CaseSource &source);
} // namespace sagitta::study
