#pragma once

#include <solver/base/stage_log.h>
#include <solver/programme/case_series.h>
#include <solver/study/candidate_models.h>
#include <solver/study/candidates.h>
#include <solver/study/ledger.h>

#include <mpi.h>

#include <filesystem>
#include <optional>
#include <vector>

namespace sagitta::study
{
  /// Solves candidates one after another on a group of ranks.
  class CandidateSolver
  {
  public:
    /// `directory`: of the study; the others must outlive the solver. *Collective* on the group.
    CandidateSolver(const Study &study, const CaseSource &source, const std::filesystem::path &directory, MPI_Comm group);

    /// Makes reduced models of candidates that are to be solved, which are tried first from then on. *Collective* on the group.
    void make_models(const std::vector<const Candidate *> &candidates, std::ostream &out);

    /// The models that were made, for the ledger.
    std::vector<ModelRecord> models() const { return models_ ? models_->records() : std::vector<ModelRecord>{}; }

    /// The record of a candidate; of one that fails, with the message. Throws only FileError and errors that the candidate does not cause.
    /// *Collective* on the group.
    Record solve(const Candidate &candidate);

    unsigned meshes() const { return series_.meshes(); }

  private:
    void solve_into(const Candidate &candidate, Record &record);

    const Study &study_;
    const CaseSource &source_;
    MPI_Comm group_;
    programme::CaseSeries series_;
    std::optional<CandidateModels> models_;
  };
} // namespace sagitta::study
