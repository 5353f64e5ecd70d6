#pragma once

#include <solver/layered/space/layered_space.h>

#include <meshing/package/point_table.h>

#include <array>
#include <cstddef>
#include <functional>

namespace sagitta::mechanics
{
  /// Nodal values of a function on a scalar space, on owned and ghost nodes; hanging nodes are interpolated. `value` takes the
  /// place [m] and the local index of the node. Not collective: the vector is not marked as ghosted yet.
  layered::Vector<double> interpolate(const layered::LayeredSpace &space,
                                      const std::function<double(const std::array<double, 3> &at, std::size_t node)> &value);

  /// Nodal values [K] of a table of temperatures, complete and ghosted. *Collective.*
  layered::Vector<double> interpolate_table(const meshing::PointTable &table, const layered::LayeredSpace &space);
} // namespace sagitta::mechanics
