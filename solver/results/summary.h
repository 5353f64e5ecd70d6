#pragma once

#include <solver/results/results.h>

#include <ostream>

namespace sagitta::results
{
  /// Prints the results of a run as a table: signed warpage with its shape and the JEITA limit, hotspots, largest
  /// stresses, probes, sizes, solver iterations, time and peak memory by stage. Lengths in um or mm, stresses in MPa, temperatures in
  /// degC. results.json has the same results, unrounded and in SI units.
  void print_summary(std::ostream &out, const RunResult &result);
} // namespace sagitta::results
