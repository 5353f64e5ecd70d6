#pragma once

#include <solver/output/line_plot.h>
#include <solver/study/decision_table.h>

#include <string>
#include <utility>
#include <vector>

namespace sagitta::study
{
  /// The plots of a study, by the names of their files: `response_PARAMETER` for every parameter that is a quantity, with a curve for every
  /// combination of the others (points where these are many), and `goals` with the first two goals against one another.
  std::vector<std::pair<std::string, output::LinePlot>> make_plots(const StudyResult &result);
} // namespace sagitta::study
