#pragma once

#include <materials/cure/cure.h>
#include <materials/laws/law_table.h>
#include <materials/point/presets.h>
#include <solver/input/point_path/point_path_request.h>
#include <solver/output/line_plot.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::material_tools
{
  /// The results of a test, and its labels.
  struct TestOutcome
  {
    const input::MaterialTest &test;
    const materials::MaterialLaw &law;
    std::string title;    ///< "sac305, Anand viscoplasticity, set motalab_2012"
    std::string subtitle; ///< the test with its parameters
    std::vector<materials::PointRecord> records;
    std::vector<materials::DynamicModulus> moduli; ///< of dma
    std::optional<materials::Cure> cure;           ///< of cure_ramp: gives its heat flow
  };

  /// The table of a test (CSV): moduli of dma, otherwise the records of the path.
  std::string table(const TestOutcome &outcome);

  /// The plot of a test.
  output::LinePlot plot(const TestOutcome &outcome);
} // namespace sagitta::material_tools
