#pragma once

#include <solver/case/case.h>
#include <solver/case/names.h>
#include <solver/input/case/package/package_reader.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/text/value.h>

#include <vector>

namespace sagitta::input
{
  /// The physics that a case asks for: both without the key.
  std::vector<PhysicsKind> read_physics(const Value &root);

  /// Reads states, thermal and mechanical conditions, probes and the terminal zone of a whole checked case into `result`, whose package
  /// is there already.
  /// Throws InputError for faces that do not exist, conditions that contradict each other, heat that no state uses, or without a film or a
  /// fixed temperature, probes and zones outside the package.
  /// `tables`: those that the case names.
  void read_conditions(const Value &root, const PackageDescription &description, const TableFiles &tables, Case &result);
} // namespace sagitta::input
