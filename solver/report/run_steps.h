#pragma once

#include <solver/report/stored_run.h>

#include <string>
#include <vector>

namespace sagitta::report
{
  /// A step of a process, or the segment from one state of a path to the next, with its states in the order of time.
  struct RunStep
  {
    std::string name, kind;
    std::vector<std::string> joins, leaves; ///< parts
    std::vector<const Json *> states;       ///< at least one
  };

  /// The steps of a run whose states follow one another in time; empty for other runs.
  std::vector<RunStep> steps_of(const StoredRun &run);

  /// The states of a run that show one package: of a process those after the last change of parts, else all.
  std::vector<const Json *> states_of_last_package(const StoredRun &run);

  /// The change of temperature between two consecutive states.
  enum class TemperatureTrend
  {
    heating,
    cooling,
    constant
  };

  TemperatureTrend trend_between(const Json &earlier, const Json &later);
} // namespace sagitta::report
