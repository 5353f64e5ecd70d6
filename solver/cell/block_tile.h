#pragma once

#include <meshing/plan/plan_mesh.h>

#include <mpi.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::cell
{
  /// A quarter of the plan of one block in its pitch: [0, half[0]] x [0, half[1]] with the centre of the block at the origin, in rectangles
  /// whose lines follow x = edges[0][i] and y = edges[1][i]. Cells are smaller beside an edge; an axis without edges has one cell.
  /// `refinements`: times that each cell is cut in four.
  std::shared_ptr<const meshing::PlanTriangulation> make_quarter_of_blocks(const std::array<double, 2> &half,
                                                                           const std::array<std::vector<double>, 2> &edges,
                                                                           unsigned refinements, MPI_Comm communicator);
} // namespace sagitta::cell
