#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::meshing
{
  /// The bulge of a round part between two flat ends: radius(s) = radius (1 + 4 bulge s (1 - s)), s from 0 at the bottom of the first
  /// layer to 1 at the top of the last.
  struct Barrel
  {
    unsigned first_layer, last_layer; ///< indices into Package::layers, inclusive
    double bulge;                     ///< [-], > -1; negative for a waist
  };

  /// Round parts of one size whose circles the mesh follows: the plan has a square tile around each, which is divided into a core, a ring
  /// up to the circle and a ring up to the sides of the tile. The parts themselves are bodies with discs as outlines.
  struct RingArray
  {
    std::string name;                           ///< of the array, for messages
    double pitch;                               ///< side of a tile [m]
    double radius;                              ///< of the circle that mesh lines follow, at the ends of the parts [m]
    double block_radius;                        ///< the largest radius of a stack in the tile: bump, pad or under-bump metal [m]
    std::vector<std::array<double, 2>> centers; ///< of the tiles [m]
    std::optional<Barrel> barrel = {};
  };
} // namespace sagitta::meshing
