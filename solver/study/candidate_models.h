#pragma once

#include <solver/reduced/case_family.h>
#include <solver/study/candidates.h>
#include <solver/study/ledger.h>

#include <mpi.h>

#include <memory>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// Reduced models of the candidates that share a mesh and differ in moduli and expansions alone, one per mesh and state of a uniform
  /// temperature. Their points are chosen among the candidates.
  class CandidateModels
  {
  public:
    /// Makes the models of candidates that are to be solved. Writes to `out` what they are, or why there is none. *Collective.*
    CandidateModels(const Study &study, const CaseSource &source, const std::vector<const Candidate *> &candidates, MPI_Comm group,
                    std::ostream &out);

    /// What the ledger keeps of the models.
    const std::vector<ModelRecord> &records() const { return records_; }

    /// The outputs of a case whose bounds are narrow enough, with their bounds, into a record. Not collective.
    void add_figures(const Case &problem, const std::vector<Output> &outputs, Record &record) const;

  private:
    std::vector<std::unique_ptr<reduced::CaseFamily>> families_;
    std::vector<ModelRecord> records_; ///< of the same
  };
} // namespace sagitta::study
