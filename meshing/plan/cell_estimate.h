#pragma once

#include <meshing/plan/plan.h>

namespace sagitta::meshing
{
  /// Cells that the mesh of a plan has, before it is made: exact where no cell is refined towards an edge, else an estimate on the low
  /// side.
  double estimate_cells(const Plan &plan);
} // namespace sagitta::meshing
