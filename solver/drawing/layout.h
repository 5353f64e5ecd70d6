#pragma once

#include <meshing/package/outline.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::drawing
{
  using Box = meshing::Rectangle; ///< [px], y downwards

  constexpr double label_size = 12, small_size = 11; ///< of fonts [px]

  /// A length as people write it: from 1 mm on in mm, else in um.
  std::string shown(double metres);

  /// A coordinate or a distance in the plan, in mm.
  std::string in_millimetres(double metres);

  /// Positions next to the wanted ones (ascending) with `distance` between neighbours at least, from `low` on.
  std::vector<double> spread(const std::vector<double> &wanted, double distance, double low, double high);

  /// A length between two places, drawn as a line with arrows beside a drawing.
  struct Dimension
  {
    double from, to; ///< [px]
    std::string text;
  };

  /// Where dimension lines stand.
  struct DimensionSide
  {
    bool is_vertical; ///< at the left of the drawing, else below it
    double edge;      ///< where the extension lines begin [px]
    unsigned levels;  ///< lines beside one another at most
  };

  struct DimensionLines
  {
    std::string svg;
    double depth = 0;           ///< from the edge [px]
    std::size_t n_left_out = 0; ///< for which there was no room
  };

  /// The first dimensions are nearest to the drawing; those that do not overlap share a level. Equal ones are drawn once.
  DimensionLines draw_dimensions(std::vector<Dimension> dimensions, const DimensionSide &side);

  /// A scale bar of a round length with its text; `pixels_per_metre` > 0.
  std::string scale_bar(double x, double y, double pixels_per_metre, bool is_vertical);
} // namespace sagitta::drawing
