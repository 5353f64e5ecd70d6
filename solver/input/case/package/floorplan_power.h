#pragma once

#include <meshing/package/package.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/text/schema.h>
#include <solver/input/text/value.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  /// `package.dies[].power.floorplan`: the name of a file, or a map with the file and how it is placed on the die.
  TypePointer floorplan_type();

  /// Adds the units of a floorplan to the power of a die whose outline is known.
  /// Throws InputError for errors in the files, powers that are missing or of several instants without `instant`, and units outside
  /// the die.
  void read_floorplan_power(const Value &die, const TableFiles &tables, meshing::Body &body);

  /// Throws InputError for a column of a trace that is the power of no unit of the dies that name the trace.
  void check_traces(const Value &package, const TableFiles &tables);

  /// The files that a floorplan names.
  std::vector<std::string> find_floorplan_files(const Node &floorplan);
} // namespace sagitta::input
