#pragma once

#include <solver/case/conditions.h>
#include <solver/case/numerics.h>

#include <solver/layered/space/layered_space.h>
#include <solver/model/boundary.h>
#include <solver/model/filling.h>
#include <solver/model/package_plan.h>

#include <meshing/fill/composition.h>
#include <meshing/fill/layer_grid.h>
#include <meshing/fill/symmetry.h>
#include <meshing/plan/plan.h>

#include <mpi.h>

#include <memory>
#include <vector>

namespace sagitta::model
{
  /// The discrete package: plan levels, layer grid, what fills every cell, and where the faces that conditions name lie. A refined plan
  /// needs a new model.
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

    /// The mirror planes at which the package is cut.
    const meshing::Mirror &mirror() const { return plan_.symmetry; }

    /// The bodies that the reflections of mirror() map each body onto.
    const meshing::BodyImages &images() const { return plan_.images; }

    /// The faces and rims that conditions name, on the cells of a plan: one of plan_levels(), or a plan of make_plan_space().
    const Boundary &boundary(const layered::PlanSpace &plan) const;

    /// Layered spaces of a physics, coarsest first.
    std::vector<std::shared_ptr<const layered::LayeredSpace>> make_spaces(unsigned n_components) const;

    /// A plan space on the finest plan with a degree of its own; its cells are those of finest_plan(). *Collective.*
    std::shared_ptr<const layered::PlanSpace> make_plan_space(unsigned degree) const;

    /// What fills the cells. The functions below are those of the finest plan.
    const Filling &filling() const { return filling_; }
    const meshing::Composition &composition(unsigned cell, unsigned element) const { return filling_.composition(cell, element); }
    unsigned composition_index(unsigned cell, unsigned element) const { return filling_.composition_index(cell, element); }
    const meshing::CompositionTable &compositions() const { return filling_.compositions(); }
    bool is_filled(unsigned cell, unsigned element) const { return filling_.is_filled(cell, element); }
    int main_body(unsigned cell, unsigned element) const { return meshing::main_body(composition(cell, element)); }

    /// Per level, [cell][element]: does the cell hold material?
    const std::vector<char> &filled(unsigned level) const { return filling_.filled(level); }

  private:
    const meshing::Package &package_;
    const Conditions &conditions_;
    const Numerics &numerics_;
    MPI_Comm communicator_;
    meshing::Plan plan_;
    std::shared_ptr<const meshing::LayerGrid> grid_;
    std::vector<std::shared_ptr<const meshing::PlanTriangulation>> meshes_;
    std::vector<std::shared_ptr<const layered::PlanSpace>> plan_levels_;
    Filling filling_;
    std::vector<Boundary> boundaries_;                    ///< per level
    std::shared_ptr<const layered::ColumnCurves> curves_; ///< null where all columns are straight
  };
} // namespace sagitta::model
