#pragma once

#include <materials/material.h>
#include <solver/study/decision.h>

#include <mpi.h>

#include <cstddef>
#include <vector>

namespace sagitta::study
{
  /// From which material values candidates follow, with the kind and the source of each.
  struct Sources
  {
    struct MaterialsOfCandidate
    {
      std::size_t candidate;
      std::vector<std::size_t> materials; ///< indices into `materials`
    };

    std::vector<materials::Material> materials;   ///< each that differs once
    std::vector<MaterialsOfCandidate> candidates; ///< the base case and the first of the ranking
  };

  /// *Collective.*
  Sources find_sources(const std::vector<Candidate> &candidates, const Decision &decision, const CaseSource &source, MPI_Comm communicator);
} // namespace sagitta::study
