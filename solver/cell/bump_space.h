#pragma once

#include <materials/homogenise/bump_cell.h>

#include <solver/cell/cell_problem.h>

namespace sagitta::cell
{
  /// How finely a cell is divided, relative to the mesh of its purpose.
  struct Resolution
  {
    unsigned plan = 0;    ///< times that each cell of the quarter tile is cut in four
    unsigned heights = 1; ///< factor of the number of elements through the thickness
  };

  enum class Purpose
  {
    stress,
    heat ///< finer: a neighbour that conducts well in its plane and poorly across spreads the heat within a thin sheet
  };

  /// The quarter of a bump and its neighbours as a mesh; phases are numbered as in list_phases(). Throws std::invalid_argument for bumps
  /// wider than materials::widest_bump allows. Source: docs/decisions/bump_cell.md.
  CellSpace make_space(const materials::BumpCell &cell, Purpose purpose, const Resolution &resolution);
} // namespace sagitta::cell
