#pragma once

#include <meshing/plan/plan_mesh.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::cell
{
  /// A quarter of the plan of one round part in its pitch: [0, half[0]] x [0, half[1]] with the axis of the part at the origin.
  struct QuarterTile
  {
    std::array<double, 2> half; ///< half a pitch along x and y [m]
    std::vector<double> radii;  ///< of the circles that mesh lines follow [m], ascending, less than half a pitch
  };

  /// A square core, two cells around it up to each circle, and two up to the sides of the tile; circles are added where cells would be
  /// long. `refinements`: times that each cell is cut in four. Lines of the mesh on circles are curved: use a mapping of degree 2 or more.
  std::shared_ptr<const meshing::PlanTriangulation> make_quarter_tile(const QuarterTile &tile, unsigned refinements, MPI_Comm communicator);

  /// Does the cell lie within the radius?
  bool is_within(const dealii::Triangulation<2>::active_cell_iterator &cell, double radius);
} // namespace sagitta::cell
