#pragma once

#include <solver/case/conditions.h>
#include <solver/layered/space/layered_space.h>

namespace sagitta::programme
{
  /// Throws InputError when a solved temperature goes beyond what any material of a package can be computed for: the heat finds no way out.
  /// *Collective.*
  void check_temperature(const layered::LayeredSpace &space, const layered::Vector<double> &temperature,
                         const ThermalConditions &conditions);
} // namespace sagitta::programme
