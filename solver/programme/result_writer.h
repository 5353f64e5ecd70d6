#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/evaluation/evaluation.h>
#include <solver/output/directory_lock.h>
#include <solver/output/field_file_writer.h>
#include <solver/output/vtu.h>
#include <solver/programme/state_sequence.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::programme
{
  /// The files of one run in its directory.
  class ResultWriter
  {
  public:
    /// Makes the directory, locks it and removes the files of an earlier run. Throws FileError. *Collective.*
    ResultWriter(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator);

    bool writes_fields() const { return request_.fields; }

    /// Writes what is known of the model before anything is solved: model.json and its drawing. Rank 0 writes. Throws FileError.
    /// *Collective.*
    void write_model(const Case &problem) const;

    /// Throws ConvergenceError, the same on every rank, when a figure or a field of a state is not finite: nothing of it is written.
    /// *Collective.*
    void check_finite(const ReachedState &reached, const evaluation::Survey &survey, const results::StateResult &state) const;

    /// Keeps what a state of a path has for results.json: its step, and the flow of its parts, if there is any.
    void keep_path(const ReachedState &reached);

    /// Writes the fields of one state: for ParaView, and its nodal values into fields.h5. All states there lie on one grid. Throws
    /// FileError. *Collective.*
    void write_fields(const ReachedState &reached, const evaluation::Survey &survey);

    /// Writes what belongs to all states of a run that is complete, its warnings included: the collection of the fields, fields.h5, the
    /// warpage maps, the history of a path, the plot of the sensitivities, and results.json, the last file of a successful run, with the
    /// costs of the stages. Throws ConvergenceError when a figure is not finite, and FileError. *Collective.*
    void conclude(results::RunResult &result, StageLog &log);

    /// Removes what was written, so that a failed run leaves nothing that looks complete. Not collective.
    void discard() const;

  private:
    std::vector<std::string> state_names() const;
    void write_maps(const results::RunResult &result);

    /// Throws ConvergenceError when a figure of a state is not finite, or, on any rank, the field of a name. *Collective.*
    void refuse_not_finite(unsigned index, const results::StateResult &state, const std::string &field) const;

    std::filesystem::path directory_;
    MPI_Comm communicator_;
    OutputRequest request_;
    output::FileInfo info_;
    output::DirectoryLock lock_; ///< of the first rank, until all is written
    std::vector<output::NodalState> states_;
    results::PathResults path_;
    unsigned first_nodal_state_ = 0;               ///< in fields.h5: of a process the states on its last grid
    std::optional<output::FieldFileWriter> nodal_; ///< fields.h5, from the first state on
  };
} // namespace sagitta::programme
