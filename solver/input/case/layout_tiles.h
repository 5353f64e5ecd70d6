#pragma once

#include <meshing/layout/metal_map.h>
#include <meshing/layout/tile_classes.h>
#include <meshing/package/package.h>
#include <solver/case/bump_layer.h>
#include <solver/input/case/requested_materials.h>
#include <solver/input/case/temperature_table.h>
#include <solver/input/text/value.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  /// The polygons that `layout` names [m], where they lie in the package. Throws InputError for a file, a layer or a structure that is not
  /// there or cannot be read, and for keys that a GDSII stream or a picture lacks or has too many.
  std::vector<meshing::Polygon> read_layout(const Value &layout, const TableFiles &files);

  /// The bodies of layers whose metal is read from layouts, and what is homogenised for them.
  class LayoutTiles
  {
  public:
    explicit LayoutTiles(RequestedMaterials &materials) : materials_(materials) {}

    /// A body with its stress-free temperature in tiles: itself with the material of most tiles, then rectangles of the others. Resolved
    /// trace by trace: itself of dielectric, then rectangles of metal.
    /// Throws InputError as read_layout() does, and for a round outline or one without any metal.
    std::vector<meshing::Body> make_bodies(const Value &layout, const meshing::Body &body, const TableFiles &files);

    /// The patterns that are homogenised by the solve of a cell: those with something solid below and above them. To be called when the
    /// package is complete.
    std::vector<BumpLayer> find_layers(const meshing::Package &package) const;

  private:
    std::vector<meshing::Body> resolve(const Value &layout, const meshing::Body &body, const TableFiles &files);

    /// A pattern in its layer.
    struct Pattern
    {
      BumpLayer layer;
      meshing::Body body; ///< of the whole layer
    };

    /// The material of a class of tiles.
    unsigned add_material(const Value &layout, const meshing::Body &body, const meshing::TileClass &tile, std::size_t index);

    /// Notes a pattern whose homogenised material is to be solved for.
    void add_pattern(const Value &layout, const meshing::Body &body, const meshing::TileClass &tile, unsigned homogenised);

    RequestedMaterials &materials_;
    std::vector<Pattern> patterns_;
  };
} // namespace sagitta::input
