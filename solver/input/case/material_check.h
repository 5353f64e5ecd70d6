#pragma once

#include <solver/case/case.h>
#include <solver/input/card/material_table.h>
#include <solver/input/case/package/package_reader.h>

namespace sagitta::input
{
  /// Throws InputError unless every part's material has what the states need: elasticity and expansion always, conductivity for solved
  /// temperatures, density under acceleration. `problem` has its package, conditions and programme.
  void check_materials(const Case &problem, const PackageDescription &description, const MaterialTable &materials);
} // namespace sagitta::input
