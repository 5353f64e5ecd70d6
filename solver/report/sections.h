#pragma once

#include <solver/report/measured_curve.h>
#include <solver/report/stored_run.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::report
{
  // The sections of a page, as HTML, in the order of the page. Several runs stand side by side; the first one is the baseline.
  using Runs = std::vector<StoredRun>;

  std::string heading(const Runs &runs);
  std::string warnings_section(const Runs &runs);
  std::string comparison_section(const Runs &runs); ///< empty for one run
  std::string drawing_section(const Runs &runs);
  std::string curve_section(const Runs &runs, const std::optional<MeasuredCurve> &measured); ///< empty without warpage
  std::string step_section(const Runs &runs);                                                ///< empty without a path in time
  std::string map_section(const Runs &runs);                                                 ///< empty without maps
  std::string temperature_section(const Runs &runs);                                         ///< empty without a temperature field
  std::string stress_section(const Runs &runs);                                              ///< empty without stresses
  std::string material_section(const Runs &runs);
  std::string mesh_section(const Runs &runs);
  std::string cost_section(const Runs &runs);
  std::string case_section(const Runs &runs);

  /// The names of all states, those of the first run first.
  std::vector<std::string> state_names(const Runs &runs);

  /// "25.0 degC", or the range of a field.
  std::string temperature_text(const Json &state);

  /// The heading of what belongs to one of several runs; empty for a page of one run.
  std::string run_heading(const Runs &runs, const StoredRun &run);
} // namespace sagitta::report
