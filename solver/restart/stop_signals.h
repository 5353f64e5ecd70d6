#pragma once

#include <mpi.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>

namespace sagitta::restart
{
  /// A run was asked to stop by a signal and has written a checkpoint; the same on every rank.
  class Interrupted : public std::runtime_error
  {
    using std::runtime_error::runtime_error;
  };

  /// In its lifetime SIGTERM and SIGUSR1, which batch systems send before they end a job, do not end the process but are noted here. One at
  /// a time in a process.
  class StopSignals
  {
  public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals &) = delete;
    StopSignals &operator=(const StopSignals &) = delete;

    /// The signal that came to any rank since the beginning; 0: none. *Collective.*
    static int find(MPI_Comm communicator);

    /// "SIGTERM".
    static std::string name(int signal);

  private:
    std::array<struct sigaction, 2> before_;
  };
} // namespace sagitta::restart
