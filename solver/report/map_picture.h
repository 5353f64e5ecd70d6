#pragma once

#include <solver/report/stored_run.h>

#include <array>
#include <string>
#include <vector>

namespace sagitta::report
{
  /// Outlines of parts that a map shows [m].
  struct MapOutlines
  {
    std::vector<std::array<double, 4>> dies;  ///< x_min, x_max, y_min, y_max
    std::vector<std::array<double, 3>> balls; ///< x, y, radius
  };

  /// The colours of maps that share a legend: round bands over the range of all of them.
  class ColourScale
  {
  public:
    /// Of heights between these [m].
    ColourScale(double low, double high);

    const std::vector<double> &levels() const { return levels_; } ///< boundaries of the bands, ascending [m]
    std::string colour(std::size_t band) const;                   ///< "#3b528b"

    /// The legend as an SVG file.
    std::string legend(double height) const;

  private:
    std::vector<double> levels_;
  };

  /// The map of a face as an SVG file: filled bands, labelled lines of constant height, outlines, both diagonals, highest and lowest point.
  std::string draw_map(const HeightMap &map, const MapOutlines &outlines, const ColourScale &scale);

  /// The heights along both diagonals over the distance from the middle, as an SVG file with this range of heights [m].
  std::string draw_diagonals(const HeightMap &map, double low, double high);

  /// Lowest and highest value [m].
  std::array<double, 2> range_of(const HeightMap &map);
} // namespace sagitta::report
