#include <solver/model/model.h>

#include <solver/model/condition_check.h>

#include <meshing/plan/ring_bulges.h>

#include <algorithm>
#include <stdexcept>

namespace sagitta::model
{
  namespace
  {
    /// Plan spaces of the coarsenings of a mesh.
    std::vector<std::shared_ptr<const layered::PlanSpace>>
    make_plan_spaces(const std::vector<std::shared_ptr<const meshing::PlanTriangulation>> &meshes, unsigned degree,
                     const meshing::Plan &plan, MPI_Comm communicator)
    {
      std::vector<std::shared_ptr<const layered::PlanSpace>> spaces;
      for (std::size_t l = 0; l < meshes.size(); ++l)
        {
          const bool is_rectangular = plan.snapped || (plan.rings && l + plan.rings->levels + 1 < meshes.size());
          spaces.push_back(std::make_shared<const layered::PlanSpace>(meshes[l], degree, is_rectangular, communicator));
        }
      return spaces;
    }

    /// The columns of barrels.
    std::shared_ptr<const layered::ColumnCurves> make_curves(const meshing::Package &package, const meshing::Plan &plan)
    {
      if (!plan.rings)
        return nullptr;
      const auto bulges = std::make_shared<const meshing::RingBulges>(package, *plan.rings);
      if (bulges->is_empty())
        return nullptr;
      auto curves = std::make_shared<layered::ColumnCurves>();
      curves->find = [bulges](const std::array<double, 2> &position) -> std::optional<layered::ColumnCurves::Column> {
        const auto motion = bulges->find(position);
        return motion ? std::optional(layered::ColumnCurves::Column{motion->profile, motion->direction}) : std::nullopt;
      };
      curves->profiles.assign(bulges->profiles().begin(), bulges->profiles().end());
      return curves;
    }
  } // namespace

  Model::Model(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, MPI_Comm communicator)
      : Model(package, conditions, numerics, PackagePlan(package, conditions, numerics, communicator), communicator)
  {
  }

  Model::Model(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, const PackagePlan &plan,
               MPI_Comm communicator)
      : package_(package), conditions_(conditions), numerics_(numerics), communicator_(communicator), plan_(plan.plan()),
        grid_(std::make_shared<const meshing::LayerGrid>(meshing::make_layer_grid(package))),
        meshes_(meshing::make_plan_levels(plan_, plan.forest())),
        plan_levels_(make_plan_spaces(meshes_, numerics.mesh.degree, plan_, communicator)),
        filling_(package, grid_, plan_levels_, plan_.rings), curves_(make_curves(package, plan_))
  {
    const NamedPlaces places = find_named_places(conditions);
    for (const auto &level : plan_levels_)
      boundaries_.emplace_back(filling_, *level, places);
    check_conditions(*this);
  }

  std::vector<std::shared_ptr<const layered::LayeredSpace>> Model::make_spaces(unsigned n_components) const
  {
    std::vector<std::shared_ptr<const layered::LayeredSpace>> spaces;
    for (const auto &plan : plan_levels_)
      spaces.push_back(std::make_shared<const layered::LayeredSpace>(plan, grid_, numerics_.mesh.degree_z, n_components, curves_));
    return spaces;
  }

  std::shared_ptr<const layered::PlanSpace> Model::make_plan_space(unsigned degree) const
  {
    return std::make_shared<const layered::PlanSpace>(meshes_.back(), degree, plan_.snapped.has_value(), communicator_);
  }

  const Boundary &Model::boundary(const layered::PlanSpace &plan) const
  {
    const auto level = std::find_if(plan_levels_.begin(), plan_levels_.end(),
                                    [&](const auto &space) { return &space->triangulation() == &plan.triangulation(); });
    if (level == plan_levels_.end())
      throw std::logic_error("the boundary of a plan that is not of this model");
    return boundaries_[static_cast<std::size_t>(level - plan_levels_.begin())];
  }
} // namespace sagitta::model
