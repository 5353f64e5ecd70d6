#pragma once

#include <mpi.h>

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

namespace sagitta
{
  struct StageCost
  {
    std::string stage;
    double seconds;    ///< wall
    double peak_bytes; ///< peak resident memory of all ranks up to the end of the stage
  };

  /// Times the stages of a run and shows the user its progress: on a terminal one progress line (stage, share done, remaining
  /// time) that is rewritten, in a batch log one line per finished stage. Rank 0 prints.
  class StageLog
  {
  public:
    enum class Style
    {
      silent,
      batch,
      terminal
    };

    /// `out` must outlive the log.
    StageLog(MPI_Comm communicator, std::ostream &out, Style style);

    /// Closes the line of a stage that an error cut short. Not collective.
    ~StageLog();
    StageLog(const StageLog &) = delete;
    StageLog &operator=(const StageLog &) = delete;

    /// Words before the names of the stages that begin from now on, such as "source: ".
    void set_prefix(const std::string &prefix) { prefix_ = prefix; }

    /// Ends the running stage, if any, and begins the next. *Collective.*
    void begin(const std::string &stage);

    /// Share of the running part of the stage that is done, 0 to 1; what was reported of the stage before never falls. Not collective;
    /// cheap to call often.
    void share(double done);

    /// Divides a stage into parts of unknown number: each is taken to be half of what is left of the stage. To be called before each.
    void begin_part();

    /// A remark on the running stage, such as an iteration count; printed on its line when it ends.
    void remark(const std::string &text);

    /// Ends the running stage. *Collective.*
    void end();

    /// Same on every rank.
    const std::vector<StageCost> &costs() const { return costs_; }

  private:
    MPI_Comm communicator_;
    std::ostream &out_;
    Style style_;
    bool is_root_;
    std::string prefix_, stage_;
    double part_start_ = 0, part_end_ = 1; ///< of the running part, as shares of the stage
    double done_ = 0;                      ///< largest share reported
    std::vector<std::string> remarks_;
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point last_print_;
    std::vector<StageCost> costs_;
  };

  /// Largest resident memory so far, summed over the ranks [bytes]. *Collective.*
  double peak_memory(MPI_Comm communicator);
} // namespace sagitta
