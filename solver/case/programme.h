#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::meshing
{
  class PointTable;
}

namespace sagitta
{
  struct Process;

  /// One state to report: a uniform temperature, a prescribed temperature field, or the solved one, which on a path in time is that of
  /// transient conduction.
  struct State
  {
    std::string name;
    std::optional<double> temperature;   ///< [K], uniform; absent: a field
    std::optional<double> duration = {}; ///< [s] of the change of temperature from the state before; on a path in time only
    std::shared_ptr<const meshing::PointTable> table = {}; ///< of a prescribed temperature field [K]
    /// [K], of a solved state of a path in time: the final temperature of films and faces that follow the surroundings.
    std::optional<double> surroundings = {};

    /// Is its temperature the solution of heat conduction?
    bool is_solved() const { return !temperature && !table; }
  };

  /// Where a path in time begins, and how closely it is followed.
  struct PathRequest
  {
    double start_temperature = 0;     ///< [K], at which materials with memory are free of stress
    std::vector<double> initial_cure; ///< degree of cure at the start [-] per material; 1: fully cured, without further reaction
    double tolerance = 1e-3;          ///< error of a step, share of the largest stress; docs/theory/history.md, Eq. (6)
  };

  /// What is to happen to the package.
  struct Programme
  {
    std::vector<State> states;
    std::optional<PathRequest> path = {};        ///< present when a part has a memory: the states follow one another in time then
    std::shared_ptr<const Process> process = {}; ///< parts that join and leave along the path; absent: all are there from start to end
    bool has_displacement = true;                ///< false: heat conduction alone

    /// Is the temperature that of transient conduction, along a path in time?
    bool is_heated_path() const { return path && needs_heat(); }

    bool needs_heat() const
    {
      return std::any_of(states.begin(), states.end(), [](const State &state) { return state.is_solved(); });
    }
  };
} // namespace sagitta
