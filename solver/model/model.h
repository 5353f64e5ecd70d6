#pragma once

#include <solver/case/conditions.h>
#include <solver/case/numerics.h>

#include <solver/layered/space/layered_space.h>
#include <solver/model/package_plan.h>

#include <meshing/fill/composition.h>
#include <meshing/fill/layer_grid.h>
#include <meshing/plan/plan.h>

#include <mpi.h>

#include <memory>
#include <vector>

namespace sagitta::model
{
  /// The discrete package: plan levels, layer grid, spaces of both physics and what fills every cell. A refined plan takes a new one.
  class Model
  {
  public:
    /// The model on the plan that `numerics` asks for. Throws InputError when the mesh cannot be made, a part hangs loose or a condition
    /// meets no material. Package, conditions and numerics must outlive the model. *Collective.*
    Model(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, MPI_Comm communicator);

    /// The model on a plan of the same package. *Collective.*
    Model(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, const PackagePlan &plan,
          MPI_Comm communicator);

    const meshing::Package &package() const { return package_; }
    const Conditions &conditions() const { return conditions_; }
    const Numerics &numerics() const { return numerics_; }
    MPI_Comm communicator() const { return communicator_; }
    const meshing::Plan &plan() const { return plan_; }
    const meshing::LayerGrid &grid() const { return *grid_; }

    /// Plan spaces, coarsest first.
    const std::vector<std::shared_ptr<const layered::PlanSpace>> &plan_levels() const { return plan_levels_; }
    const layered::PlanSpace &finest_plan() const { return *plan_levels_.back(); }

    /// Per level, [cell][element]: is there anything?
    const std::vector<char> &filled(unsigned level) const { return filled_[level]; }

    /// Layered spaces of a physics, coarsest first.
    std::vector<std::shared_ptr<const layered::LayeredSpace>> make_spaces(unsigned n_components) const;

    /// A plan space on the finest plan with a degree of its own; its cells are those of finest_plan(). *Collective.*
    std::shared_ptr<const layered::PlanSpace> make_plan_space(unsigned degree) const;

    /// What fills a cell of the finest plan in a layer element.
    const meshing::Composition &composition(unsigned cell, unsigned element) const
    {
      return compositions_[composition_index(cell, element)];
    }
    unsigned composition_index(unsigned cell, unsigned element) const
    {
      return composition_of_[std::size_t(cell) * package_.layers.size() + grid_->layer[element]];
    }
    const meshing::CompositionTable &compositions() const { return compositions_; }

    /// The body with the largest share, or -1 for air.
    int main_body(unsigned cell, unsigned element) const;

    /// The bodies that b is mirrored onto by the symmetries of the model: first by none, then in x, y, both; b itself where a plane is
    /// not used.
    std::array<unsigned, 4> images(unsigned body) const;

    /// Is the mirror operation (0: none, 1: x, 2: y, 3: both) part of the model's symmetry?
    bool has_image(unsigned operation) const;

    /// A point carried by a mirror operation.
    std::array<double, 3> mirror(const std::array<double, 3> &point, unsigned operation) const;

    /// The operation that brings a point into the modelled part.
    unsigned operation_into_model(const std::array<double, 3> &point) const;

  private:
    std::vector<unsigned> classify(const layered::PlanSpace &plan);

    const meshing::Package &package_;
    const Conditions &conditions_;
    const Numerics &numerics_;
    MPI_Comm communicator_;
    meshing::Plan plan_;
    std::shared_ptr<const meshing::LayerGrid> grid_;
    std::vector<std::shared_ptr<const meshing::PlanTriangulation>> meshes_;
    std::vector<std::shared_ptr<const layered::PlanSpace>> plan_levels_;
    meshing::CompositionTable compositions_;
    std::vector<unsigned> composition_of_; ///< finest plan, [cell][layer]
    std::vector<std::vector<char>> filled_;
  };
} // namespace sagitta::model
