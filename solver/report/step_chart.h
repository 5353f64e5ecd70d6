#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sagitta::report
{
  /// A figure of one run in one step: at its end, and its range within the step.
  struct StepFigure
  {
    double end, lowest, highest;
  };

  /// A step with the figures of the runs; nothing for a run that does not have it.
  struct ChartedStep
  {
    std::string label;
    std::vector<std::optional<StepFigure>> runs;
  };

  /// Bars from zero to the figure at the end of every step, in the order of the steps, with a thin line over the range within a step.
  /// `runs`: names for the legend; none are shown for one run. `y_label`: with its unit.
  std::string draw_step_chart(const std::vector<ChartedStep> &steps, const std::vector<std::string> &runs, const std::string &y_label);
} // namespace sagitta::report
