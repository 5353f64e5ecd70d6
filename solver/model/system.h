#pragma once

#include <solver/base/errors.h>
#include <solver/base/stage_log.h>
#include <solver/model/model.h>
#include <solver/model/prescribed_values.h>
#include <solver/results/results.h>

#include <solver/layered/multigrid/column_multigrid.h>
#include <solver/layered/multigrid/conjugate_gradients.h>

#include <memory>
#include <string>
#include <vector>

namespace sagitta::model
{
  /// A load that is not a finite number.
  class LoadNotFinite : public InputError
  {
    using InputError::InputError;
  };

  /// What the linear equations need to know of their physics.
  struct Physics
  {
    unsigned n_components;
    std::string name;       ///< of the unknown field
    Source source;          ///< the section of the case file that conditions of this physics belong to
    std::string unbalanced; ///< what to say of a load out of balance on a body that nothing constrains
    PrescribedValues (*find_prescribed)(const Model &, const layered::LayeredSpace &); ///< on one level
  };

  /// The linear equations of one physics on the model: operator, constrained unknowns on all levels, rigid modes and the solver that the
  /// case asks for. Set-up is kept between solves while the coefficients stay the same.
  class LayeredSystem
  {
  public:
    /// `find_prescribed`: the unknowns with given values on one level. *Collective.*
    LayeredSystem(const Model &model, Physics physics);
    ~LayeredSystem();

    const layered::LayeredSpace &space() const { return *levels_.back().space; }
    const std::shared_ptr<const layered::LayeredSpace> &space_pointer() const { return levels_.back().space; }

    /// Rebuilds the operator if the coefficients differ from the present ones, and the solver with it; `keep_multigrid`: the present
    /// multigrid stays as the preconditioner, for coefficients that moved a little. Returns whether they differed.
    /// Throws ConvergenceError when a factorisation fails. *Collective.*
    bool set_coefficients(layered::Coefficients coefficients, StageLog &log, bool keep_multigrid = false);

    /// Solves for the fields of several load cases side by side: loads are summed cell by cell (not yet condensed). x starts the iteration
    /// and holds the complete, ghosted fields at the end. `reference`: what x is counted from; the given values are those of the
    /// whole field. Throws InputError when a free body is pushed and ConvergenceError with the residual history. *Collective.*
    std::vector<results::SolveInfo> solve(const layered::Columns &x, const layered::Columns &loads, StageLog &log,
                                          double reference = 0) const;

    /// Solves dual problems side by side: zero as the given values, loads that balance themselves, a tolerance of their own. x as above.
    /// Throws ConvergenceError. *Collective.*
    void solve_dual(const layered::Columns &x, const layered::Columns &loads, double tolerance, StageLog &log) const;

    /// Throws InputError for a load, summed cell by cell, that pushes what nothing holds. Overwrites it. Needs no coefficients; before
    /// there are any it takes no film to hold a temperature. *Collective.*
    void check_equilibrium(layered::Vector<double> &load) const;

    /// Of the present operator.
    const layered::Coefficients &coefficients() const { return coefficients_; }

    const layered::RigidModes &modes() const { return *modes_; }

  private:
    /// The method that the case asks for, or that suits the number of unknowns.
    SolverMethod method() const;
    bool build(layered::Coefficients coefficients, StageLog &log, bool keep_multigrid);
    std::vector<layered::SolveOutcome> iterate(const layered::Columns &x, const layered::Columns &b, double tolerance, StageLog &log) const;
    /// What the outcome of an iteration is worth. Throws ConvergenceError.
    results::SolveInfo judge(const layered::SolveOutcome &outcome, double tolerance) const;
    layered::SolveOutcome solve_with_gamg(layered::Vector<double> &x, layered::Vector<double> &b) const;
    /// By what the options behind --petsc make of the same operator and multigrid.
    layered::SolveOutcome solve_by_petsc(layered::Vector<double> &x, layered::Vector<double> &b, double tolerance) const;
    /// The true residual of x, and what PETSc said on the way to it.
    layered::SolveOutcome find_true_residual(layered::Vector<double> &x, const layered::Vector<double> &b, unsigned iterations,
                                             const std::vector<double> &residuals) const;
    /// The given values, less the reference.
    layered::Vector<double> prescribed_field(double reference) const;
    /// Throws for a load that is not finite or pushes a free body; projects it.
    void refuse_unusable(layered::Vector<double> &load, const layered::RigidModes &modes) const;
    void precondition_directly(layered::Vector<double> &z, const layered::Vector<double> &r) const;

    const Model &model_;
    Physics physics_;
    std::vector<layered::LevelDescription> levels_;
    PrescribedValues prescribed_;
    layered::Coefficients coefficients_;
    std::unique_ptr<layered::LayeredOperator<double>> matrix_;
    std::unique_ptr<layered::RigidModes> modes_;
    std::unique_ptr<layered::ColumnMultigrid> multigrid_;
    std::unique_ptr<linear::KrylovSolver> assembled_;
    std::vector<unsigned> fixed_;       ///< of the assembled matrix of a free body
    mutable double set_up_seconds_ = 0; ///< since the last solve
  };
} // namespace sagitta::model
