#include <solver/restart/stop_signals.h>

#include <cstddef>

namespace sagitta::restart
{
  namespace
  {
    constexpr std::array<int, 2> stopping = {{SIGTERM, SIGUSR1}};

    volatile std::sig_atomic_t noted_signal = 0;

    void note_signal(int signal)
    {
      noted_signal = signal;
    }
  } // namespace

  StopSignals::StopSignals() : before_{}
  {
    noted_signal = 0;
    struct sigaction action = {};
    action.sa_handler = note_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < stopping.size(); ++i)
      sigaction(stopping[i], &action, &before_[i]);
  }

  StopSignals::~StopSignals()
  {
    for (std::size_t i = 0; i < stopping.size(); ++i)
      sigaction(stopping[i], &before_[i], nullptr);
  }

  int StopSignals::find(MPI_Comm communicator)
  {
    int signal = noted_signal;
    MPI_Allreduce(MPI_IN_PLACE, &signal, 1, MPI_INT, MPI_MAX, communicator);
    return signal;
  }

  std::string StopSignals::name(int signal)
  {
    return signal == SIGTERM ? "SIGTERM" : signal == SIGUSR1 ? "SIGUSR1" : std::to_string(signal);
  }
} // namespace sagitta::restart
