#pragma once

#include <solver/drawing/mesh_lines.h>

#include <meshing/plan/plan.h>
#include <meshing/plan/plan_mesh.h>

#include <mpi.h>

namespace sagitta::drawing
{
  /// Sides of the cells of all ranks and their mirror images, on rank 0; other ranks get none. A curved side is drawn by two straight lines
  /// over its middle. *Collective.*
  MeshLines find_mesh_lines(const meshing::Plan &plan, const meshing::PlanTriangulation &mesh, MPI_Comm communicator);
} // namespace sagitta::drawing
