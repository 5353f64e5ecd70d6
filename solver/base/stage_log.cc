#include <solver/base/stage_log.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <sys/resource.h>

namespace sagitta
{
  namespace
  {
    /// Erases to the end of the line (ECMA-48).
    constexpr const char *erase_rest = "\033[K";
    constexpr std::chrono::milliseconds print_interval{100};

    double seconds_since(std::chrono::steady_clock::time_point start)
    {
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    std::string remaining_time(double seconds)
    {
      if (seconds < 60)
        return fmt::format("about {:.0f} s left", std::ceil(seconds));
      if (seconds < 3600)
        return fmt::format("about {:.0f} min left", std::ceil(seconds / 60));
      return fmt::format("about {:.1f} h left", seconds / 3600);
    }
  } // namespace

  StageLog::StageLog(MPI_Comm communicator, std::ostream &out, Style style) : communicator_(communicator), out_(out), style_(style)
  {
    int rank = 0;
    MPI_Comm_rank(communicator_, &rank);
    is_root_ = rank == 0;
  }

  StageLog::~StageLog()
  {
    // A stage that an error cut short leaves its progress line open; the next output starts on a new line.
    if (!stage_.empty() && is_root_ && style_ == Style::terminal)
      out_ << '\n' << std::flush;
  }

  void StageLog::begin(const std::string &stage)
  {
    end();
    stage_ = prefix_ + stage;
    remarks_.clear();
    part_start_ = done_ = 0;
    part_end_ = 1;
    started_ = last_print_ = std::chrono::steady_clock::now();
    if (is_root_ && style_ == Style::terminal)
      out_ << '\r' << stage_ << " ..." << erase_rest << std::flush;
  }

  void StageLog::share(double done)
  {
    if (!is_root_ || style_ != Style::terminal || stage_.empty())
      return;
    done_ = std::max(done_, part_start_ + std::clamp(done, 0., 1.) * (part_end_ - part_start_));
    const auto now = std::chrono::steady_clock::now();
    if (now - last_print_ < print_interval)
      return;
    last_print_ = now;
    const double elapsed = seconds_since(started_);
    out_ << '\r' << fmt::format("{} {:3.0f} %, {:.1f} s", stage_, 100 * done_, elapsed);
    // The first per cent is too short for an estimate of the rest.
    if (done_ > 0.01)
      out_ << ", " << remaining_time(elapsed * (1 - done_) / done_);
    out_ << erase_rest << std::flush;
  }

  void StageLog::begin_part()
  {
    if (part_end_ < 1)
      part_start_ = part_end_;
    part_end_ = (1 + part_start_) / 2;
  }

  void StageLog::remark(const std::string &text)
  {
    remarks_.push_back(text);
  }

  void StageLog::end()
  {
    if (stage_.empty())
      return;
    double seconds = seconds_since(started_);
    MPI_Allreduce(MPI_IN_PLACE, &seconds, 1, MPI_DOUBLE, MPI_MAX, communicator_);
    costs_.push_back({stage_, seconds, peak_memory(communicator_)});
    if (is_root_ && style_ != Style::silent)
      {
        std::string line = fmt::format("{:<28} {:8.2f} s {:8.0f} MB", stage_, seconds, costs_.back().peak_bytes / 1e6);
        for (const std::string &remark : remarks_)
          line += (&remark == &remarks_.front() ? "   " : "; ") + remark;
        out_ << (style_ == Style::terminal ? "\r" : "") << line << (style_ == Style::terminal ? erase_rest : "") << '\n' << std::flush;
      }
    stage_.clear();
  }

  double peak_memory(MPI_Comm communicator)
  {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    double bytes = 1024. * static_cast<double>(usage.ru_maxrss); // Linux counts in KiB
    MPI_Allreduce(MPI_IN_PLACE, &bytes, 1, MPI_DOUBLE, MPI_SUM, communicator);
    return bytes;
  }
} // namespace sagitta
