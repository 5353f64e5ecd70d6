#pragma once

#include <solver/process/process_path.h>
#include <solver/programme/state_sequence.h>
#include <solver/restart/checkpoints.h>

#include <filesystem>
#include <optional>

namespace sagitta::programme
{
  /// The states of a process: parts join and leave between one state and the next.
  class ProcessStates : public StateSequence
  {
  public:
    /// Throws InputError. *Collective.*
    ProcessStates(const Case &problem, MPI_Comm communicator);

    void keep_checkpoints(restart::Checkpoints &checkpoints) override { checkpoints_ = &checkpoints; }
    void prepare(StageLog &log) override;
    std::optional<ReachedState> next(StageLog &log) override;

    /// Each stage is checked when it begins.
    void check_equilibrium() const override {}

    /// All parts that are ever there.
    const model::Model &model() const override { return whole_; }

  private:
    ReachedState describe(unsigned index);
    /// What goes with a state in its file: the step that it belongs to.
    restart::Notes notes() const;
    /// Takes the state of a file. Throws FileError. *Collective.*
    const process::PathState &take(const std::filesystem::path &file);

    const Case &problem_;
    MPI_Comm communicator_;
    model::Model whole_;
    process::ProcessPath path_;
    process::ProcessState state_;                 ///< that was reached last
    Requests requests_;                           ///< for the parts of the present stage
    restart::Checkpoints *checkpoints_ = nullptr; ///< null: none are written
    std::optional<std::filesystem::path> newest_; ///< the checkpoint that the run is resumed from
    unsigned resumed_ = 0;                        ///< states that were reached before the run was resumed
    unsigned repeated_ = 0;                       ///< of them: have been returned again
  };

  /// What can be measured of a stage: faces, gaps and probes whose parts are there. A bottom or top that the case names and that is not
  /// there is the outermost one. Not collective.
  Requests requests_of_stage(const Requests &of_case, const meshing::Package &whole, const process::StageMesh &stage);
} // namespace sagitta::programme
