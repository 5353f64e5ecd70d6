#pragma once

#include <meshing/plan/plan_mesh.h>
#include <meshing/plan/ring_plan.h>

#include <mpi.h>

#include <memory>
#include <vector>

namespace sagitta::meshing
{
  /// Manifold ids of the cells of a ring mesh; cells of the lattice and core squares are flat.
  constexpr dealii::types::manifold_id inner_ring_id = 1, outer_ring_id = 2;

  /// The mesh of a ring plan. Its coarse cells are, row by row and x fastest, the lattice cells without a tile, and in the place of a
  /// tile's lower left cell those of the tile: core cells (x fastest), then those between core and circle, then those between circle and
  /// sides; both in the order right, top, left, bottom, each side along ascending x or y. A tile of one lattice cell has nine: 0 core,
  /// 1 - 4 up to the circle, 5 - 8 up to the sides. Use a mapping of the degree of the plan. *Collective.*
  std::shared_ptr<PlanTriangulation> make_ring_mesh(const RingPlan &plan, MPI_Comm communicator);
} // namespace sagitta::meshing
