#include <solver/model/package_plan.h>

#include <solver/model/plan_choice.h>

#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_q.h>

#include <algorithm>

namespace sagitta::model
{
  PackagePlan::PackagePlan(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, MPI_Comm communicator)
      : communicator_(communicator), plan_(find_plan(package, conditions, numerics)), forest_(meshing::make_plan_mesh(plan_, communicator))
  {
  }

  PackagePlan PackagePlan::refined(const std::vector<char> &is_marked) const
  {
    PackagePlan result = *this;
    result.forest_ = meshing::refine_plan_mesh(*forest_, is_marked, communicator_);
    return result;
  }

  bool PackagePlan::may_refine(int level) const
  {
    constexpr unsigned further_levels = 10, forest_levels = 28; // of p4est, which numbers cells in 30 bits per direction
    const unsigned levels = plan_.snapped ? plan_.snapped->levels : plan_.rings ? plan_.rings->levels : plan_.disc->levels;
    return static_cast<unsigned>(level) < std::min(levels + further_levels, forest_levels);
  }

  unsigned long long PackagePlan::count_nodes(unsigned degree) const
  {
    dealii::DoFHandler<2> nodes(*forest_);
    nodes.distribute_dofs(dealii::FE_Q<2>(degree));
    return nodes.n_dofs();
  }
} // namespace sagitta::model
