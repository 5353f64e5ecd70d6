#pragma once

#include <meshing/package/package.h>

#include <vector>

namespace sagitta::meshing
{
  /// Groups of bodies that are joined through faces, by their index in Package::bodies; largest volume first. More than one group
  /// means that a part is loose. A body that a gap or a later body cuts in two may belong to two groups. Curved outlines count as their
  /// bounding box.
  std::vector<std::vector<unsigned>> find_connected_bodies(const Package &package);
} // namespace sagitta::meshing
