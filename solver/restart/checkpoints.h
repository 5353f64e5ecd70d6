#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/process/path_solver.h>
#include <solver/restart/path_file.h>
#include <solver/restart/stop_signals.h>

#include <mpi.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::restart
{
  /// What a run does about checkpoints.
  struct CheckpointRequest
  {
    bool resume = false;   ///< from the newest checkpoint of its directory, if there is one
    unsigned interval = 0; ///< accepted steps between two checkpoints; 0: none but those that a signal asks for
  };

  /// What checkpoints store of their case: its text, and a checksum of all that its results follow from.
  Notes notes_of(const Case &problem);

  /// The files of checkpoints in the directory of a run whose notes can be read, the newest first. Not collective.
  std::vector<std::filesystem::path> find_checkpoints(const std::filesystem::path &run);

  /// The checkpoints of one run in the folder `checkpoints` of its directory: the last two (step_N.h5, N accepted steps), and every state
  /// of the case that was reached (state_N.h5), from which its results are made again. They are removed when the results are written.
  class Checkpoints
  {
  public:
    Checkpoints(const std::filesystem::path &run, const CheckpointRequest &request, Notes of_case, MPI_Comm communicator);

    /// Takes the state that is in a file as the present one. Throws FileError.
    using TakeState = std::function<const process::PathState &(const std::filesystem::path &file)>;

    /// From now on signals are noted. The newest state that can be read, if the run is to resume and there is one; errors of newer ones
    /// become remarks. Else the files of an earlier run are removed. Throws FileError, and InputError when the files are of another case.
    /// *Collective.*
    std::optional<process::PathState> begin(const process::PathSolver &solver, StageLog &log);

    /// The same where the file says which solver reads it, as in a process; returns the file whose state was taken. *Collective.*
    std::optional<std::filesystem::path> begin(const TakeState &take, StageLog &log);

    /// Writes a checkpoint when one is due or a signal has come; returns whether it did. `notes`: that go with the state. Throws
    /// Interrupted after a signal, FileError when it cannot be written; those before are kept. *Collective.*
    bool after_step(const process::PathSolver &solver, const process::PathState &state, const Notes &notes = {});

    /// Writes a state of the case that was reached. Throws FileError. *Collective.*
    void write_reached(const process::PathSolver &solver, const process::PathState &state, const Notes &notes = {}) const;

    /// A state of the case that was reached before. Throws FileError. *Collective.*
    process::PathState read_reached(unsigned index, const process::PathSolver &solver) const;
    void read_reached(unsigned index, const TakeState &take) const;

    /// Removes all files: the results are written. Not collective.
    void remove() const;

  private:
    void check_case(const std::filesystem::path &file) const;
    /// Writes a state with the notes of the case and its own.
    void write(const std::filesystem::path &file, const process::PathSolver &solver, const process::PathState &state, Notes notes) const;
    /// Removes checkpoints after a state, which belong to a path that is not continued.
    void remove_beyond(const process::PathState &state) const;
    std::vector<std::filesystem::path> find_on_first_rank() const;

    std::filesystem::path folder_;
    CheckpointRequest request_;
    Notes of_case_;
    MPI_Comm communicator_;
    std::optional<StopSignals> signals_;
  };
} // namespace sagitta::restart
