#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>

#include <ostream>

namespace sagitta::application
{
  /// Prints a checked case for a person: layers, parts, volumes by material, conditions, states, cells, unknowns, estimated memory and what
  /// the mesh averages.
  void print_check(std::ostream &out, const Case &problem, const results::MeshInfo &mesh);
} // namespace sagitta::application
