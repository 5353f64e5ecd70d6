#pragma once

#include <meshing/package/package.h>
#include <solver/input/case/package/package_stack.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/text/value.h>

namespace sagitta::input
{
  /// Geometry of a die. `outline` is that of the package.
  /// Throws InputError for layers that do not lie next to each other, and for a die beyond the outlines of the package or of its layers.
  meshing::Body read_die_geometry(const Value &die, const meshing::Outline &outline, const PackageStack &stack);

  /// Throws InputError when `body`, a die, overlaps a die of the package.
  void check_is_alone(const Value &die, const meshing::Body &body, const meshing::Package &package);

  /// Adds its power to a die. Throws InputError for power without an active face, and for blocks outside the die
  /// or with the same name.
  void read_power(const Value &die, const TableFiles &tables, meshing::Body &body);
} // namespace sagitta::input
