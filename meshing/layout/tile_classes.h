#pragma once

#include <meshing/layout/metal_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sagitta::meshing
{
  /// In which directions metal goes through a tile.
  enum class TilePattern
  {
    islands, ///< in none
    lines_x,
    lines_y,
    plane ///< in both: a grid of lines, a plane with holes
  };

  /// Tiles that are alike, and the pattern that stands for them: a block in its pitch, of metal for islands and lines, of dielectric in
  /// metal for a plane with holes. It has the mean fraction of the tiles, and their mean length of edges per area as far as one block
  /// allows.
  struct TileClass
  {
    TilePattern pattern = TilePattern::islands;
    double fraction = 0;                    ///< of metal, mean of the tiles [-]
    std::array<double, 2> pitch = {{0, 0}}; ///< [m]; zero where there is metal everywhere or nowhere
    std::array<double, 2> block = {{0, 0}}; ///< sides [m]; that of a line along its length is the pitch
    std::size_t n_tiles = 0;
    double mean_difference = 0; ///< of the fractions of its tiles from its own, root of the mean square [-]

    bool is_uniform() const { return pitch[0] == 0; }
  };

  struct TileClasses
  {
    std::vector<TileClass> classes;
    std::vector<std::uint16_t> of_tile;
    double mean_difference = 0;    ///< of a tile's fraction from that of its class, root of the mean square [-]
    double largest_difference = 0; ///< the same, of the tile that differs most [-]
  };

  /// Parts tiles by pattern, fraction, and direction and size of what they hold: as finely as at most `most` classes allow, beside those of
  /// full and of empty tiles.
  TileClasses classify(const MetalMap &map, unsigned most);
} // namespace sagitta::meshing
