#pragma once

#include <meshing/layout/metal_map.h>

#include <cstdint>
#include <vector>

namespace sagitta::meshing
{
  /// Tiles of one class that make a rectangle.
  struct TileRectangle
  {
    Rectangle area; ///< [m]
    unsigned tile_class;
  };

  /// The tiles of all classes but one as rectangles that do not overlap: runs along x, joined along y where they are equally long.
  std::vector<TileRectangle> merge_tiles(const TileGrid &grid, const std::vector<std::uint16_t> &classes, unsigned left_out);
} // namespace sagitta::meshing
