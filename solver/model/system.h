#pragma once

#include <solver/model/faces.h>
#include <solver/model/model.h>
#include <solver/report/stage_log.h>

#include <solver/layered/column_multigrid.h>
#include <solver/layered/conjugate_gradients.h>

#include <memory>
#include <string>
#include <vector>

namespace sagitta::model
{
  /// The linear equations of one physics on the model: operator, held unknowns on all levels, rigid modes and the solver that the
  /// case asks for. Set-up is kept between solves while the coefficients stay the same.
  class LayeredSystem
  {
  public:
    /// `find_given`: the unknowns with given values on one level. *Collective.*
    LayeredSystem(const Model &model, unsigned n_components, const std::string &name,
                  GivenValues (*find_given)(const Model &, const layered::LayeredSpace &));
    ~LayeredSystem();

    const layered::LayeredSpace &space() const { return *levels_.back().space; }
    const std::shared_ptr<const layered::LayeredSpace> &space_pointer() const { return levels_.back().space; }

    /// Rebuilds the operator if the coefficients differ from the present ones, and the solver with it; `keep_multigrid`: the present
    /// multigrid stays as the preconditioner, for coefficients that moved a little. Returns whether they differed.
    /// Throws ConvergenceError when a factorisation fails. *Collective.*
    bool set_coefficients(layered::Coefficients coefficients, report::StageLog &log, bool keep_multigrid = false);

    /// Solves for the field: `load` is summed cell by cell (not yet condensed). x starts the iteration and holds the complete,
    /// ghosted field at the end. `reference`: what x is counted from; the given values are those of the whole field.
    /// Throws InputError when a free body is pushed and ConvergenceError with the residual history. *Collective.*
    report::SolveInfo solve(layered::Vector<double> &x, layered::Vector<double> &load, report::StageLog &log, double reference = 0) const;

    const layered::RigidModes &modes() const { return *modes_; }

  private:
    bool build(layered::Coefficients coefficients, report::StageLog &log, bool keep_multigrid);
    layered::SolveOutcome iterate(layered::Vector<double> &x, layered::Vector<double> &b, report::StageLog &log) const;

    const Model &model_;
    std::string name_;
    std::vector<layered::LevelDescription> levels_;
    GivenValues given_;
    layered::Coefficients coefficients_;
    std::unique_ptr<layered::LayeredOperator<double>> matrix_;
    std::unique_ptr<layered::RigidModes> modes_;
    std::unique_ptr<layered::ColumnMultigrid> multigrid_;
    std::unique_ptr<linear::KrylovSolver> assembled_;
    std::vector<unsigned> fixed_; ///< of the assembled matrix of a free body
  };
} // namespace sagitta::model
