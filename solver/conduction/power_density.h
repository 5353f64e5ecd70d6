#pragma once

#include <solver/conduction/power_map.h>
#include <solver/layered/space/layered_space.h>

namespace sagitta::conduction
{
  /// Density [W/m3] of the power that a body has in a cell, in one of the elements through which it spreads. It counts the mean area of a
  /// curved element, so that the power of the element is that of its part of the plan cell. `space` has the plan and the layer grid of the
  /// map.
  inline double power_density(const PowerMap::BodyPower &body, const PowerMap::CellPower &power, const layered::LayeredSpace &space,
                              unsigned e)
  {
    return power.per_area / body.thickness * (space.plan().area(power.cell) / space.area(power.cell, e));
  }
} // namespace sagitta::conduction
