#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>
#include <solver/results/warnings.h>

#include <optional>
#include <vector>

namespace sagitta::programme
{
  /// The temperatures and the mean stress of a part in a state.
  struct Exposure
  {
    unsigned state;                         ///< index into Programme::states
    unsigned body;                          ///< index into Package::bodies
    double lowest, highest;                 ///< temperatures [K]
    std::optional<double> mean_stress = {}; ///< a third of the trace, averaged over the volume [Pa]; absent: not known
  };

  /// Of all parts in the states whose temperature is given, uniform or as a table: what is known before anything is solved.
  std::vector<Exposure> known_exposures(const meshing::Package &package, const Programme &programme);

  /// Of all parts in the states that were solved: the temperatures of the part where they are known, else those of the state.
  std::vector<Exposure> solved_exposures(const meshing::Package &package, const std::vector<results::StateResult> &states);

  /// Warnings of materials that are used beyond what their cards cover: outside their tables, above a glass transition beyond which
  /// there are no data, above the solidus; closed formulas that do not apply; adhesive films in tension above glass transition; assumed
  /// values. One per material and cause, at the state where it is worst, with all states and parts that it concerns.
  std::vector<results::Warning> warn_of_materials(const Case &problem, const std::vector<Exposure> &exposures);
} // namespace sagitta::programme
