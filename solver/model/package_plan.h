#pragma once

#include <solver/case/conditions.h>
#include <solver/case/numerics.h>

#include <meshing/plan/plan.h>
#include <meshing/plan/plan_mesh.h>

#include <mpi.h>

#include <memory>
#include <vector>

namespace sagitta::model
{
  /// The plan of a case with its forest of quadtrees: what a Model is made on. Refined plans are made from it and leave it as it is.
  class PackagePlan
  {
  public:
    /// The plan that the case asks for, cut by the symmetries that bodies and conditions allow.
    /// Throws InputError when the mesh cannot be made or a part hangs loose. *Collective.*
    PackagePlan(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, MPI_Comm communicator);

    /// The same plan with the marked cells cut in four; `is_marked` goes over the cells of this rank, as in PlanSpace. *Collective.*
    PackagePlan refined(const std::vector<char> &is_marked) const;

    /// May a cell of this level of the forest be cut? Not when it is a thousandth of a cell of the finest lattice that was asked for.
    bool may_refine(int level) const;

    /// Nodes of the plan for polynomials of a degree. *Collective.*
    unsigned long long count_nodes(unsigned degree) const;

    const meshing::Plan &plan() const { return plan_; }
    const std::shared_ptr<const meshing::PlanTriangulation> &forest() const { return forest_; }

  private:
    MPI_Comm communicator_;
    meshing::Plan plan_;
    std::shared_ptr<const meshing::PlanTriangulation> forest_;
  };
} // namespace sagitta::model
