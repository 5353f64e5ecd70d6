#pragma once

#include <solver/study/decision.h>
#include <solver/study/mesh_error.h>
#include <solver/study/sources.h>
#include <solver/study/spread_of_outputs.h>
#include <solver/study/verdict.h>

#include <optional>
#include <ostream>

namespace sagitta::study
{
  /// A study with what is known of it.
  struct StudyResult
  {
    const Study &study;
    const std::vector<Candidate> &candidates;
    const Decision &decision;
    const std::optional<MeshError> &mesh_error;
    const Verdict &verdict;
    const Sources &sources;
    const std::optional<Uncertainty> &uncertainty; ///< of a study whose parameters all have distributions
  };

  /// Prints the candidates that keep all limits and how many do not, the best first, beside the base case; zeros; the error of the mesh.
  void print_decision(std::ostream &out, const StudyResult &result);
} // namespace sagitta::study
