#include <solver/application/log_style.h>

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace sagitta::application
{
  namespace
  {
    /// Does the output go to a terminal? OpenMPI gives every local rank a pseudo terminal, so there the launcher's output counts.
    bool is_terminal()
    {
      if (!isatty(STDOUT_FILENO))
        return false;
      if (!std::getenv("OMPI_COMM_WORLD_SIZE"))
        return true;
      const int parents = open(("/proc/" + std::to_string(getppid()) + "/fd/1").c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK);
      if (parents < 0)
        return false;
      const bool result = isatty(parents);
      close(parents);
      return result;
    }
  } // namespace

  StageLog::Style style(const Options &options)
  {
    if (options.quiet)
      return StageLog::Style::silent;
    return is_terminal() ? StageLog::Style::terminal : StageLog::Style::batch;
  }
} // namespace sagitta::application
