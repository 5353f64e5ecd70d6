#pragma once

#include <solver/case.h>

#include <solver/layered/layered_space.h>
#include <solver/model/package_plan.h>
#include <solver/report/results.h>

#include <meshing/composition.h>
#include <meshing/layer_grid.h>
#include <meshing/plan.h>

#include <mpi.h>

#include <memory>
#include <vector>

namespace sagitta::model
{
  /// The discrete package: plan levels, layer grid, spaces of both physics and what fills every cell. A refined plan takes a new one.
  class Model
  {
  public:
    /// Throws InputError when the mesh cannot be made or a part hangs loose. `problem` must outlive the model. *Collective.*
    Model(const Case &problem, MPI_Comm communicator);

    /// The model on a plan of the same case; conditions that meet no material are refused (check_conditions). *Collective.*
    Model(const Case &problem, const PackagePlan &plan, MPI_Comm communicator);

    const Case &problem() const { return problem_; }
    const meshing::Package &package() const { return problem_.package; }
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
      return composition_of_[std::size_t(cell) * problem_.package.layers.size() + grid_->layer[element]];
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

    /// Sizes, volumes and notes for the report. *Collective.*
    report::MeshInfo describe() const;

  private:
    std::vector<unsigned> classify(const layered::PlanSpace &plan);

    const Case &problem_;
    MPI_Comm communicator_;
    meshing::Plan plan_;
    std::shared_ptr<const meshing::LayerGrid> grid_;
    std::vector<std::shared_ptr<const meshing::PlanTriangulation>> meshes_;
    std::vector<std::shared_ptr<const layered::PlanSpace>> plan_levels_;
    meshing::CompositionTable compositions_;
    std::vector<unsigned> composition_of_; ///< finest plan, [cell][layer]
    std::vector<std::vector<char>> filled_;
  };

  /// Throws InputError with the same sentence on every rank when any rank has one. *Collective.*
  void agree_on_error(const std::string &sentence, MPI_Comm communicator);
} // namespace sagitta::model
