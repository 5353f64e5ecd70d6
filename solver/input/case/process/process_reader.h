#pragma once

#include <solver/case/case.h>
#include <solver/input/case/process/process_states.h>
#include <solver/input/text/value.h>

namespace sagitta::input
{
  /// Reads the section `process` of a case into Programme::process; package, materials, states and numerics are there already. Takes the
  /// symmetry from the mesh when parts that are mirror images join or leave in different steps. Throws InputError for
  /// parts that are not known, join after they left or leave before they joined, a step after which nothing is left, a curing material
  /// whose parts join in different steps, and packages or sections that a process does not take.
  void read_process(const Value &root, const ProcessTimes &times, Case &result);
} // namespace sagitta::input
