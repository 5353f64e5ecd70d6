#pragma once

#include <solver/results/flow.h>

#include <string>
#include <vector>

namespace sagitta::results
{
  /// What happens on the way to a state: a step of a process, or the change of temperature along a path.
  struct StepInfo
  {
    std::string name, kind;                           ///< kind: as the case file calls it; of a path heat, cool or hold
    std::vector<std::string> joins = {}, leaves = {}; ///< parts
  };

  /// What only the states of a path in time have.
  struct PathResults
  {
    std::vector<StateFlow> flows; ///< of the states with parts that flow
    std::vector<StepInfo> steps;  ///< of every state; empty: no path
  };
} // namespace sagitta::results
