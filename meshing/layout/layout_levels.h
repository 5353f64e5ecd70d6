#pragma once

#include <meshing/layout/metal_map.h>
#include <meshing/layout/polygon.h>
#include <meshing/package/package.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sagitta::meshing
{
  /// The layout of a level: of a layer, or of a part of it.
  struct LayoutLevel
  {
    Body body;                          ///< the layer or part in its height
    std::vector<Polygon> polygons;      ///< [m], where they lie in the package
    TileGrid grid;                      ///< over the outline of the body
    std::vector<std::uint16_t> of_tile; ///< class of every tile
    std::size_t n_classes = 0;          ///< zero where traces are resolved, without a grid
    unsigned metal = 0;                 ///< its material
  };

  enum class LevelSide
  {
    below,
    above
  };

  /// The first of the levels that touches one from below or above and covers its outline; a null pointer if there is none.
  const LayoutLevel *find_next_level(const std::vector<LayoutLevel> &levels, const LayoutLevel &level, LevelSide side);

  /// How much of the metal of a level lies below or above metal of another, such as vias on their lands.
  struct MeetingMetal
  {
    double share = 0;             ///< of all its metal [-]
    std::vector<double> of_class; ///< of the metal in the tiles of each class [-]
  };

  /// Measured by the areas of both unions and of their union: both = one + other - either.
  MeetingMetal measure_meeting(const LayoutLevel &level, const LayoutLevel &other);
} // namespace sagitta::meshing
