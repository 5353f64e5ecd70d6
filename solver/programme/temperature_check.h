#pragma once

#include <solver/case/conditions.h>
#include <solver/layered/space/layered_space.h>

namespace sagitta::programme
{
  /// Throws InputError when a solved temperature exceeds the range of any material of a package: the heat cannot leave the package.
  /// *Collective.*
  void check_temperature(const layered::LayeredSpace &space, const layered::Vector<double> &temperature,
                         const ThermalConditions &conditions);
} // namespace sagitta::programme
