#pragma once

#include <meshing/package/outline.h>
#include <solver/input/fit/measured_table.h>

#include <vector>

namespace sagitta::input
{
  /// The areas of a table with the columns x_min, x_max, y_min and y_max [m], in the order of its rows.
  std::vector<meshing::Rectangle> read_sided_areas(const MeasuredTable &table);
} // namespace sagitta::input
