#pragma once

#include <solver/results/results.h>

#include <map>
#include <ostream>
#include <string>

namespace sagitta::results
{
  /// Long parts of the results, which are printed on request.
  struct SummaryRequest
  {
    bool stresses = false; ///< of every part in every state
    /// Common names of parts that are alike, such as the bumps of an array, by the names of the parts: they are one line.
    std::map<std::string, std::string> groups = {};
  };

  /// Prints the results of a run as a table: the states with one line each, signed warpage with its shape and the JEITA limit, hotspots,
  /// stresses on request, probes, sizes, solver iterations, time and peak memory by stage. Lengths in um or mm, stresses in MPa,
  /// temperatures in degC. results.json has the same results, unrounded and in SI units.
  void print_summary(std::ostream &out, const RunResult &result, const SummaryRequest &request = {});
} // namespace sagitta::results
