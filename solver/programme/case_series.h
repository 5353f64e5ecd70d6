#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::programme
{
  class PlanSolution;
  struct ReachedState;

  /// Which results of a case a series computes.
  struct SeriesRequest
  {
    bool stresses = false; ///< of the parts: a pass over all quadrature points
  };

  /// Solves cases one after another. Those of equal mesh_text() share plan, spaces, constrained unknowns and the structure of the
  /// multigrid, and each starts from the fields of the case before. A case that cannot share, because its plan is adaptive, its materials
  /// have a memory, or it is a submodel, conducts heat alone or has tables of temperatures, is run separately.
  class CaseSeries
  {
  public:
    /// `directory`: for the results of cases that are run separately, in a folder of their hash. *Collective.*
    CaseSeries(SeriesRequest request, std::filesystem::path directory, MPI_Comm communicator);
    ~CaseSeries();
    CaseSeries(const CaseSeries &) = delete;
    CaseSeries &operator=(const CaseSeries &) = delete;

    /// The results of a case. Throws what run() throws, the same on every rank; the next case can be solved then. `thermal`: states, by
    /// number, of which no displacement is needed: they have a name and temperatures only. A case run separately has all. *Collective.*
    results::RunResult solve(const Case &given, StageLog &log, const std::vector<unsigned> &thermal = {});

    /// Meshes made so far, for the report.
    unsigned meshes() const { return meshes_; }

  private:
    bool can_share(const Case &problem) const;
    /// Prepares the solution for this case: on the existing mesh if it fits. *Collective.*
    void prepare(const Case &problem, StageLog &log);
    /// *Collective.*
    results::RunResult solve_prepared(StageLog &log, const std::vector<unsigned> &thermal);
    /// *Collective.*
    results::StateResult evaluate_temperature(unsigned state) const;
    /// *Collective.*
    results::StateResult evaluate_state(const ReachedState &reached) const;

    SeriesRequest request_;
    std::filesystem::path directory_;
    MPI_Comm communicator_;
    std::unique_ptr<Case> present_; ///< stays at its address while the solution refers to it
    std::string mesh_;              ///< mesh_text() of the solution
    results::MeshInfo mesh_info_;   ///< of the same
    std::shared_ptr<PlanSolution> solution_;
    unsigned meshes_ = 0;
  };
} // namespace sagitta::programme
