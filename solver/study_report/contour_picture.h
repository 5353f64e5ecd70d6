#pragma once

#include <solver/report/stored_run.h>

#include <string>

namespace sagitta::study_report
{
  /// A figure over two parameters: values at the points of a grid that need not be equally spaced, linear between them.
  struct ContourPlot
  {
    report::HeightMap map; ///< x and y in the units of the parameters, w in that of the figure; NaN where no candidate is solved
    std::string x_label, y_label, figure;
  };

  /// Bands of equal height, lines of equal value with their labels, the candidates as dots; zero is a thick line. An SVG file.
  std::string contour_picture(const ContourPlot &plot);
} // namespace sagitta::study_report
