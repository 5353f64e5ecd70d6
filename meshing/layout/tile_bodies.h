#pragma once

#include <meshing/layout/metal_map.h>
#include <meshing/layout/tile_classes.h>
#include <meshing/package/package.h>

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

  /// A body in tiles: itself with the material of most tiles, then the rectangles of the others, in one group. `materials`: per class.
  std::vector<Body> make_tile_bodies(const Body &body, const TileGrid &grid, const TileClasses &tiles,
                                     const std::vector<unsigned> &materials);

  /// A body whose metal is resolved: itself of dielectric, then rectangles of metal, which have a group of their own.
  std::vector<Body> make_trace_bodies(const Body &body, const std::vector<Rectangle> &rectangles, unsigned dielectric, unsigned metal);
} // namespace sagitta::meshing
