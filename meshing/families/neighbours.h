#pragma once

#include <meshing/package/package.h>

#include <vector>

namespace sagitta::meshing
{
  /// A part of a body below or above an array.
  struct Neighbour
  {
    double thickness; ///< [m]
    unsigned body;    ///< index into Package::bodies
  };

  /// What an array of bumps is bonded to.
  struct Neighbours
  {
    std::vector<Neighbour> below, above; ///< from the array outwards, up to the first gap; empty where nothing solid is
    double share = 0;                    ///< of the area of the array over which they are these [-]
  };

  /// The neighbours of a body through its outline, up to a depth [m] below and above it: those that most of the places on a raster have;
  /// of two that are equally frequent the ones that come first along x, then y. Layers of one body are one neighbour.
  Neighbours find_neighbours(const Package &package, const Body &array, double depth);
} // namespace sagitta::meshing
