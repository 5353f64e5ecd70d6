#pragma once

#include <solver/results/results.h>

#include <ostream>

namespace sagitta::results
{
  /// Prints the figures of a run as a table a person can read: signed warpage with its shape and the JEITA limit, hotspots, largest
  /// stresses, probes, sizes, solver iterations, time and peak memory by stage. Lengths in um or mm, stresses in MPa, temperatures in
  /// degC. The same figures, unrounded and in SI, are in results.json.
  void print_summary(std::ostream &out, const RunResult &result);
} // namespace sagitta::results
