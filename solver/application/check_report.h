#pragma once

#include <solver/base/machine_memory.h>
#include <solver/case/case.h>
#include <solver/programme/case_check.h>

#include <ostream>

namespace sagitta::application
{
  /// Prints a checked case for a person: layers, parts, volumes by material, conditions, states, cells, unknowns, estimated memory (with
  /// the machine's where that is less) and what the mesh averages; of a mesh that was not made, what was estimated.
  void print_check(std::ostream &out, const Case &problem, const programme::CheckedMesh &checked, const MemoryLimit &memory);
} // namespace sagitta::application
