#pragma once

#include <solver/input/text/document.h>

#include <map>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The path in time that the steps of a process make.
  struct ProcessTimes
  {
    std::vector<unsigned> first_state;              ///< per step, into the list of states
    double start_temperature = 0;                   ///< [K]
    std::map<std::string, double> join_temperature; ///< by the name that a step uses [K]
  };

  /// Writes the states of the section `process` of a checked case out as a list of `states`: one at the end of every linear segment and at
  /// the temperatures of `reports`; for a step without a segment one at its start. Throws InputError when a step has no name of its own, or
  /// lacks what its kind requires.
  ProcessTimes expand_process(Node &root);
} // namespace sagitta::input
