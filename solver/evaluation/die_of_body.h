#pragma once

#include <meshing/package/package.h>

#include <vector>

namespace sagitta::evaluation
{
  /// For every body the die that it is a part of, as vias are: the last die before it whose outline and layers hold it; itself if there
  /// is none.
  std::vector<unsigned> find_dies_of_bodies(const meshing::Package &package);
} // namespace sagitta::evaluation
