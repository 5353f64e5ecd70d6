#pragma once

#include <meshing/families/level_neighbours.h>
#include <meshing/layout/layout_levels.h>
#include <meshing/layout/metal_map.h>
#include <meshing/layout/tile_classes.h>
#include <meshing/package/package.h>
#include <solver/case/bump_layer.h>
#include <solver/case/layout_metal.h>
#include <solver/input/case/package/requested_materials.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/text/value.h>

#include <array>
#include <cstddef>
#include <optional>
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

    /// The patterns that are homogenised by the solve of a cell: those with something solid below and above them. Where half or more of
    /// the metal of a class meets metal of the layout next to its level, as that of vias does, this level is metal in the cell that gives
    /// what the layer does across; in its plane it has the layers as they are for the most part. To be called when the package is complete.
    std::vector<BumpLayer> find_layers(const meshing::Package &package) const;

    /// The metal of all layers and parts so far.
    const std::vector<LayoutMetal> &metal() const { return metal_; }

  private:
    std::vector<meshing::Body> homogenise(const Value &layout, meshing::LayoutLevel &level);
    std::vector<meshing::Body> resolve(const Value &layout, meshing::LayoutLevel &level);

    /// A pattern in its layer.
    struct Pattern
    {
      BumpLayer layer;
      std::size_t level;      ///< index in levels_
      std::size_t tile_class; ///< in its level
    };

    /// Where the metal of a level meets that of the levels next to it, below and above; absent where there is none.
    using Meetings = std::array<std::optional<meshing::MeetingMetal>, 2>;

    /// Of a level in the complete package.
    struct Surroundings
    {
      const meshing::Package &package;
      const meshing::LevelNeighbours &neighbours;
      const Meetings &meetings;
    };

    /// To which a pattern has neighbours: half of its smaller pitch [m].
    static double find_depth(const Pattern &pattern);

    /// The layers below or above a pattern, as they are for the most part.
    std::vector<materials::BumpCell::Neighbour> find_layers_beside(const Pattern &pattern, meshing::LevelSide side,
                                                                   const Surroundings &surroundings) const;

    /// The same, but where the metal of a pattern meets metal, this comes first.
    std::vector<materials::BumpCell::Neighbour> find_neighbours(const Pattern &pattern, meshing::LevelSide side,
                                                                const Surroundings &surroundings) const;

    std::vector<Meetings> measure_meetings() const;

    struct ClassInBody
    {
      const meshing::Body &body;
      const meshing::TileClass &tile;
      std::size_t index;
    };

    /// The material of a class of tiles.
    unsigned add_material(const Value &layout, const meshing::Body &body, const meshing::TileClass &tile, std::size_t index);

    /// Notes a pattern whose homogenised material is to be solved for.
    void add_pattern(const Value &layout, const ClassInBody &place, unsigned homogenised);

    RequestedMaterials &materials_;
    std::vector<meshing::LayoutLevel> levels_;
    std::vector<Pattern> patterns_;
    std::vector<LayoutMetal> metal_;
  };
} // namespace sagitta::input
