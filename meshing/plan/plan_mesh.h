#pragma once

#include <meshing/plan/plan.h>

#include <deal.II/distributed/tria.h>

#include <mpi.h>

#include <memory>
#include <vector>

namespace sagitta::meshing
{
  using PlanTriangulation = dealii::parallel::distributed::Triangulation<2>;

  /// The plan as a forest of quadtrees. Cells of a snapped plan are axis-parallel rectangles (use a bilinear mapping: the manifold
  /// says where new vertices go, not that cells curve). *Collective.*
  std::shared_ptr<PlanTriangulation> make_plan_mesh(const Plan &plan, MPI_Comm communicator);

  /// The mesh itself and its coarsenings, coarsest first, the given one last. *Collective.*
  std::vector<std::shared_ptr<const PlanTriangulation>> make_plan_levels(const std::shared_ptr<const PlanTriangulation> &finest);

  /// The same; below the coarsest mesh with ring tiles follow the plain lattice and its coarsenings. *Collective.*
  std::vector<std::shared_ptr<const PlanTriangulation>> make_plan_levels(const Plan &plan,
                                                                         const std::shared_ptr<const PlanTriangulation> &finest);

  /// A finer mesh of the same plan: the marked cells are cut in four, and others where two neighbours would differ by more than one
  /// level. No cell is cut twice. `is_marked` goes over the active cells of this rank in their order; `mesh` stays as it is. *Collective.*
  std::shared_ptr<PlanTriangulation> refine_plan_mesh(const PlanTriangulation &mesh, const std::vector<char> &is_marked,
                                                      MPI_Comm communicator);

  /// Refines towards the feature edges of a snapped plan; what make_plan_mesh does after the uniform refinement. *Collective.*
  void refine_towards_edges(PlanTriangulation &mesh, const SnappedPlan &plan);
} // namespace sagitta::meshing
