#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::output
{
  /// Numbers of the tiles of a rectangle of the plan.
  struct TileValues
  {
    std::array<double, 4> box;                                       ///< x_min, x_max, y_min, y_max [m]
    unsigned n_x, n_y;                                               ///< tiles along x and y
    std::vector<std::pair<std::string, std::vector<double>>> fields; ///< by name, [n_x * row + column] from the lower left corner
  };

  /// A VTU file of one quadrilateral per tile, with the fields as cell data. Throws FileError. Not collective.
  void write_tiles_vtu(const std::filesystem::path &file, const TileValues &tiles);

  /// A grey PNG of one pixel per tile, the first row at the top: white where the first field is 0, black where it is 1. Throws FileError.
  /// Not collective.
  void write_tiles_png(const std::filesystem::path &file, const TileValues &tiles);
} // namespace sagitta::output
