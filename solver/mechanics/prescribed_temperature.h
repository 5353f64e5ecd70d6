#pragma once

#include <solver/layered/space/layered_space.h>

#include <meshing/package/point_table.h>

namespace sagitta::mechanics
{
  /// Nodal values [K] of a table of temperatures on a scalar space, complete and ghosted; a hanging node has what its masters give.
  layered::Vector<double> interpolate_table(const meshing::PointTable &table, const layered::LayeredSpace &space);
} // namespace sagitta::mechanics
