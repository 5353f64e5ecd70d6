#pragma once

#include <solver/adaptivity/point_conductivity.h>
#include <solver/model/system.h>

#include <solver/layered/multigrid/column_smoother.h>
#include <solver/layered/operator/layered_operator.h>
#include <solver/layered/space/degree_embedding.h>
#include <solver/layered/space/rigid_modes.h>

#include <memory>
#include <vector>

namespace sagitta::adaptivity
{
  /// The equations of one physics on the plan and the layers of a system, with a higher degree of the polynomials: the system's solution
  /// leaves a residual there, and the effect of that residual on a quantity of interest is its error.
  /// Theory: docs/theory/error_estimate.md.
  class EnrichedProblem
  {
  public:
    /// `plan` has the cells of the model's finest plan; `system` is solved and outlives the object. *Collective.*
    EnrichedProblem(const model::Model &model, const model::LayeredSystem &system, std::shared_ptr<const layered::PlanSpace> plan,
                    unsigned degree_z);

    const layered::LayeredSpace &space() const { return *space_; }
    const std::shared_ptr<const layered::LayeredSpace> &space_pointer() const { return space_; }

    /// The system's field in the richer space, complete and ghosted. `field` is complete and ghosted. *Collective.*
    layered::Vector<double> embed(const layered::Vector<double> &field) const;

    /// load - A field on the free unknowns, for an embedded field; `load` is summed cell by cell (not condensed; a copy would lose the part
    /// on its ghosts) and is overwritten. *Collective.*
    layered::Vector<double> residual(layered::Vector<double> &&load, const layered::Vector<double> &embedded) const;

    /// A load that is summed cell by cell, on the free unknowns. *Collective.*
    layered::Vector<double> on_free_unknowns(layered::Vector<double> &&load) const;

    /// The correction e of a dual solution, A e = dual residual, by conjugate gradients with the column blocks: residuals are orthogonal to
    /// the system's space, so few steps suffice on any plan. The iteration ends when e . residual has converged. *Collective.*
    layered::Vector<double> correct(const layered::Vector<double> &dual_residual, const layered::Vector<double> &residual) const;

    /// The same for heat conduction whose conductivities depend on the temperature, which is not symmetric. *Collective.*
    layered::Vector<double> correct(layered::Vector<double> dual_residual, const layered::Vector<double> &residual,
                                    const PointConductivity &conductivity) const;

    /// The correction of the solution itself, complete and ghosted: local corrections as above, then the resulting correction in the
    /// system's space, by one solve. Messages go to `log`. *Collective.*
    layered::Vector<double> correct_solution(const layered::Vector<double> &residual, StageLog &log) const;

    /// e . residual by plan cell of this rank and layer element, [cell][element], with e less its interpolation in the system's space: the
    /// sum over all ranks is the estimated error, with its sign. *Collective.*
    std::vector<double> localise(layered::Vector<double> correction, const layered::Vector<double> &residual) const;

  private:
    void remove_interpolation(layered::Vector<double> &vector) const;

    const model::LayeredSystem &system_;
    std::shared_ptr<const layered::LayeredSpace> low_, space_;
    std::shared_ptr<const layered::ConstrainedUnknowns> constrained_;
    layered::DegreeEmbedding embedding_;
    layered::LayeredOperator<double> matrix_;
    layered::ColumnBlocks<double> blocks_;
    layered::RigidModes modes_;
  };
} // namespace sagitta::adaptivity
