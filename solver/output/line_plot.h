#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sagitta::output
{
  /// A curve of a plot.
  struct Series
  {
    std::string name; ///< for the legend; empty: none
    std::vector<double> x, y;
    std::vector<double> lower = {}, upper = {};    ///< limits of y, drawn as a band, or as bars of points; empty: none
    std::optional<unsigned> colour = std::nullopt; ///< number of the colour, the same in all panels; absent: the place in the panel
    unsigned dash = 0;                             ///< number of the dash pattern; 0: a full line
    bool is_points = false;                        ///< circles instead of a line, for measured values
  };

  /// Curves over a common y axis.
  struct Panel
  {
    std::string y_label; ///< with its unit
    bool y_is_logarithmic = false;
    std::vector<Series> series;
  };

  /// Panels below one another that share the x axis.
  struct LinePlot
  {
    std::string title;
    std::string subtitle;
    std::string x_label; ///< with its unit
    bool x_is_logarithmic = false;
    std::vector<Panel> panels;
  };

  /// The plot as an SVG file with axes, ticks at round numbers, grid and legend. Points that are not finite, or not positive on a
  /// logarithmic axis, leave a gap. Needs no other program, so that it works in a batch job.
  /// Throws std::invalid_argument for a series whose x and y, or limits, differ in number.
  std::string svg(const LinePlot &plot);
} // namespace sagitta::output
