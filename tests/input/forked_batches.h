#pragma once

// Runs an action for many numbers in child processes: a crash or an endless run costs one number and is reported.

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sagitta::tests
{
  /// The outcome of one input.
  struct FuzzOutcome
  {
    std::string kind, end;          ///< of input; such as "accepted"
    std::vector<std::string> found; ///< forbidden outcomes, in sentences
    std::string text;               ///< the text that explains a finding
  };

  /// Data to reproduce a finding.
  struct Finding
  {
    unsigned long long number; ///< of the input: its seed
    std::string what, text;
  };

  /// How inputs of each kind ended, and all findings.
  struct FuzzReport
  {
    std::map<std::string, std::map<std::string, unsigned long long>> ends; ///< by kind, by end
    std::map<std::string, unsigned long long> with_findings;               ///< by kind
    std::vector<Finding> findings;

    unsigned long long count(const std::string &kind) const
    {
      unsigned long long sum = 0;
      for (const auto &[end, number] : ends.at(kind))
        sum += number;
      return sum;
    }

    unsigned long long count(const std::string &kind, const std::string &end) const
    {
      const auto &known = ends.at(kind);
      const auto found = known.find(end);
      return found == known.end() ? 0 : found->second;
    }

    void add(unsigned long long number, const FuzzOutcome &outcome)
    {
      ++ends[outcome.kind][outcome.end];
      with_findings[outcome.kind] += !outcome.found.empty();
      for (const std::string &what : outcome.found)
        findings.push_back({number, outcome.kind + ": " + what, outcome.text});
    }
  };

  struct FuzzRange
  {
    unsigned long long first, count;
    unsigned per_child = 5000;      ///< numbers that a process goes through
    unsigned seconds = 20;          ///< longest processor time of one number; the clock may show 15 times that
    std::size_t most_findings = 20; ///< then it ends
  };

  using FuzzAct = std::function<FuzzOutcome(unsigned long long number)>;

  namespace forked
  {
    inline void put(std::string &record, const std::string &text)
    {
      const auto size = static_cast<std::uint64_t>(text.size());
      record.append(reinterpret_cast<const char *>(&size), sizeof size);
      record += text;
    }

    inline std::string take(const std::string &record, std::size_t &at)
    {
      std::uint64_t size = 0;
      std::memcpy(&size, record.data() + at, sizeof size);
      at += sizeof size + size;
      return record.substr(at - size, size);
    }

    inline std::string to_record(const FuzzOutcome &outcome)
    {
      std::string record;
      put(record, outcome.kind);
      put(record, outcome.end);
      put(record, outcome.found.empty() ? "" : outcome.text);
      for (const std::string &what : outcome.found)
        put(record, what);
      return record;
    }

    inline FuzzOutcome from_record(const std::string &record)
    {
      std::size_t at = 0;
      FuzzOutcome outcome;
      outcome.kind = take(record, at);
      outcome.end = take(record, at);
      outcome.text = take(record, at);
      while (at < record.size())
        outcome.found.push_back(take(record, at));
      return outcome;
    }

    inline void write_all(int pipe, const std::string &bytes)
    {
      for (std::size_t at = 0; at < bytes.size();)
        {
          const ssize_t written = ::write(pipe, bytes.data() + at, bytes.size() - at);
          if (written <= 0)
            ::_exit(1);
          at += static_cast<std::size_t>(written);
        }
    }

    inline bool read_all(int pipe, char *bytes, std::size_t size)
    {
      for (std::size_t at = 0; at < size;)
        {
          const ssize_t got = ::read(pipe, bytes + at, size - at);
          if (got <= 0)
            return false;
          at += static_cast<std::size_t>(got);
        }
      return true;
    }

    /// The child: it ends by SIGPROF when a number takes too long, by SIGALRM when it waits.
    [[noreturn]] inline void carry_out(int pipe, const FuzzRange &range, const FuzzAct &act)
    {
      for (const int signal : {SIGSEGV, SIGFPE, SIGABRT, SIGBUS, SIGILL, SIGALRM, SIGPROF})
        std::signal(signal, SIG_DFL);
      for (unsigned long long number = range.first; number < range.first + range.count; ++number)
        {
          const itimerval limit{{0, 0}, {static_cast<time_t>(range.seconds), 0}};
          ::setitimer(ITIMER_PROF, &limit, nullptr);
          ::alarm(15 * range.seconds);
          std::string record;
          put(record, to_record(act(number)));
          write_all(pipe, record);
        }
      ::_exit(0);
    }

    /// Adds the output of a child to a report; returns the number of numbers that it finished.
    inline unsigned long long collect(int pipe, unsigned long long first, FuzzReport &report)
    {
      unsigned long long done = 0;
      std::uint64_t size = 0;
      while (read_all(pipe, reinterpret_cast<char *>(&size), sizeof size))
        {
          std::string record(size, '\0');
          if (!read_all(pipe, record.data(), record.size()))
            break;
          report.add(first + done, from_record(record));
          ++done;
        }
      return done;
    }
  } // namespace forked

  /// Acts on every number of a range; ends early after many findings.
  inline FuzzReport run_forked(const FuzzRange &range, const FuzzAct &act)
  {
    FuzzReport report;
    const unsigned long long end = range.first + range.count;
    for (unsigned long long first = range.first; first < end && report.findings.size() < range.most_findings;)
      {
        FuzzRange batch = range;
        batch.first = first;
        batch.count = std::min<unsigned long long>(range.per_child, end - first);
        int ends[2];
        if (::pipe(ends) != 0)
          throw std::runtime_error("no pipe");
        std::fflush(nullptr); // else the child would write what is buffered as well
        const pid_t child = ::fork();
        if (child < 0)
          throw std::runtime_error("no process");
        if (child == 0)
          {
            ::close(ends[0]);
            forked::carry_out(ends[1], batch, act);
          }
        ::close(ends[1]);
        const unsigned long long done = forked::collect(ends[0], first, report);
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        first += done;
        if (done == batch.count)
          continue;
        const std::string how = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status)) +
                                                          (WTERMSIG(status) == SIGPROF   ? ", as it takes too long"
                                                           : WTERMSIG(status) == SIGALRM ? ", as it waits"
                                                                                         : "")
                                                    : "exit status " + std::to_string(WEXITSTATUS(status));
        report.add(first++, {"crashes", "ended", {"the process ends by " + how}, ""});
      }
    return report;
  }
} // namespace sagitta::tests
