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

    /// Solves for the fields of several load cases side by side: loads are summed cell by cell (not yet condensed). x starts the iteration
    /// and holds the complete, ghosted fields at the end. `reference`: what x is counted from; the given values are those of the
    /// whole field. Throws InputError when a free body is pushed and ConvergenceError with the residual history. *Collective.*
    std::vector<report::SolveInfo> solve(const layered::Columns &x, const layered::Columns &loads, report::StageLog &log,
                                         double reference = 0) const;

    /// Solves dual problems side by side: zero as the given values, loads that balance themselves, a tolerance of their own. x as above.
    /// Throws ConvergenceError. *Collective.*
    void solve_dual(const layered::Columns &x, const layered::Columns &loads, double tolerance, report::StageLog &log) const;

    /// Throws InputError for a load, summed cell by cell, that pushes what nothing holds. Overwrites it. Needs no coefficients; before
    /// there are any it takes no film to hold a temperature. *Collective.*
    void refuse_pushes(layered::Vector<double> &load) const;

    /// Of the present operator.
    const layered::Coefficients &coefficients() const { return coefficients_; }

    const layered::RigidModes &modes() const { return *modes_; }

  private:
    /// The method that the case asks for, or that suits the number of unknowns.
    SolverMethod method() const;
    bool build(layered::Coefficients coefficients, report::StageLog &log, bool keep_multigrid);
    std::vector<layered::SolveOutcome> iterate(const layered::Columns &x, const layered::Columns &b, double tolerance,
                                               report::StageLog &log) const;
    /// What the outcome of an iteration is worth. Throws ConvergenceError.
    report::SolveInfo judge(const layered::SolveOutcome &outcome, double tolerance) const;
    layered::SolveOutcome solve_with_gamg(layered::Vector<double> &x, layered::Vector<double> &b) const;
    /// By what the options behind --petsc make of the same operator and multigrid.
    layered::SolveOutcome solve_by_petsc(layered::Vector<double> &x, layered::Vector<double> &b, double tolerance) const;
    /// The true residual of x, and what PETSc said on the way to it.
    layered::SolveOutcome weigh(layered::Vector<double> &x, const layered::Vector<double> &b, unsigned iterations,
                                const std::vector<double> &residuals) const;
    /// The given values, less the reference.
    layered::Vector<double> given_field(double reference) const;
    /// Throws for a load that is not finite or pushes a free body; projects it.
    void refuse_unusable(layered::Vector<double> &load, const layered::RigidModes &modes) const;
    void precondition_directly(layered::Vector<double> &z, const layered::Vector<double> &r) const;

    const Model &model_;
    std::string name_;
    std::vector<layered::LevelDescription> levels_;
    GivenValues given_;
    layered::Coefficients coefficients_;
    std::unique_ptr<layered::LayeredOperator<double>> matrix_;
    std::unique_ptr<layered::RigidModes> modes_;
    std::unique_ptr<layered::ColumnMultigrid> multigrid_;
    std::unique_ptr<linear::KrylovSolver> assembled_;
    std::vector<unsigned> fixed_;       ///< of the assembled matrix of a free body
    mutable double set_up_seconds_ = 0; ///< since the last solve
  };
} // namespace sagitta::model
