#pragma once

#include <solver/process/process_path.h>
#include <solver/programme/state_sequence.h>

#include <optional>

namespace sagitta::programme
{
  /// The states of a process: parts join and leave on the way from one to the next.
  class ProcessStates : public StateSequence
  {
  public:
    /// Throws InputError. *Collective.*
    ProcessStates(const Case &problem, MPI_Comm communicator);

    std::optional<ReachedState> next(StageLog &log) override;

    /// Each stage is checked when it begins.
    void check_equilibrium() const override {}

    /// All parts that are ever there.
    const model::Model &model() const override { return whole_; }

  private:
    const Case &problem_;
    model::Model whole_;
    process::ProcessPath path_;
    Requests requests_; ///< for the parts of the present stage
  };

  /// What can be measured of a stage: faces, gaps and probes whose parts are there. A bottom or top that the case names and that is not
  /// there is the outermost one. Not collective.
  Requests requests_of_stage(const Requests &of_case, const meshing::Package &whole, const process::StageMesh &stage);
} // namespace sagitta::programme
