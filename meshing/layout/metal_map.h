#pragma once

#include <meshing/layout/polygon.h>
#include <meshing/layout/union_measure.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sagitta::meshing
{
  /// A rectangle of the plan in equal tiles.
  struct TileGrid
  {
    Rectangle area;    ///< [m]
    unsigned n_x, n_y; ///< tiles along x and y

    /// Tiles of at most `size` [m] that fill an area.
    static TileGrid fill(const Rectangle &area, double size);

    std::size_t n_tiles() const { return std::size_t(n_x) * n_y; }
    double x(unsigned column) const { return column == n_x ? area.x_max : area.x_min + column * ((area.x_max - area.x_min) / n_x); }
    double y(unsigned row) const { return row == n_y ? area.y_max : area.y_min + row * ((area.y_max - area.y_min) / n_y); }
    double tile_area() const { return (area.x_max - area.x_min) * (area.y_max - area.y_min) / (double(n_x) * n_y); }
  };

  /// The metal of one tile.
  struct TileMetal
  {
    double fraction = 0; ///< of its area [-]
    /// Length of the edges of metal projected on x and on y, over the area of the tile [1/m]; half of those between it and a neighbour.
    float rim[2] = {0, 0};
    std::uint8_t joins = 0; ///< bits: metal reaches from side to side along x (1), along y (2)
  };

  /// The metal of a layout in tiles.
  struct MetalMap
  {
    TileGrid grid;
    std::vector<TileMetal> tiles; ///< [n_x * row + column], from the lower left corner
    double area = 0;              ///< of the union of all polygons in the grid [m2]
  };

  /// Halves the grid again and again, and cuts the polygons, until one tile is left, nothing, or metal everywhere.
  MetalMap make_metal_map(std::vector<Polygon> polygons, const TileGrid &grid);
} // namespace sagitta::meshing
