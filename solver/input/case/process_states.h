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

  /// Writes the states of the section `process` of a checked case out as a list of `states`: one at the end of every straight way, and at
  /// the temperatures of `reports`; of a step without a way one at its start. Throws InputError when a step has no name of its own, or
  /// lacks what its kind is about.
  ProcessTimes expand_process(Node &root);
} // namespace sagitta::input
