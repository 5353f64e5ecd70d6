#pragma once

#include <solver/case/case.h>
#include <solver/exchange/brick_mesh.h>

#include <string>

namespace sagitta::exchange
{
  /// The input file of CalculiX (version 2.17 or later) for all states of a case, in SI units; described in docs/user_guide/export.md.
  /// Throws std::invalid_argument when a material law has no value at a temperature of a state. Not collective.
  std::string write_calculix(const Case &problem, const BrickMesh &mesh);
} // namespace sagitta::exchange
