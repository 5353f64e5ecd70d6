#pragma once

#include <meshing/package/package.h>

#include <string>
#include <vector>

namespace sagitta::meshing
{
  /// Groups of bodies that hang together through faces, by their index in Package::bodies; largest volume first. More than one group
  /// means that something hangs loose. Curved outlines count as their bounding box.
  std::vector<std::vector<unsigned>> find_connected_bodies(const Package &package);
} // namespace sagitta::meshing
