#pragma once

#include <solver/base/errors.h>
#include <solver/base/stage_log.h>
#include <solver/model/linear_method.h>
#include <solver/model/model.h>
#include <solver/model/prescribed_values.h>
#include <solver/model/start_space.h>
#include <solver/results/results.h>

#include <memory>
#include <string>
#include <utility>
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
    std::string unbalanced; ///< the message about a load out of balance on a body that nothing constrains
    PrescribedValues (*find_prescribed)(const Model &, const layered::LayeredSpace &); ///< on one level
  };

  /// The linear equations of one physics on the model: operator, constrained unknowns on all levels, rigid modes and the method of solution
  /// that the case asks for. The set-up stays between solves while the coefficients stay the same.
  class LayeredSystem
  {
  public:
    /// *Collective.*
    LayeredSystem(const Model &model, Physics physics);
    ~LayeredSystem();
    LayeredSystem(const LayeredSystem &) = delete;
    LayeredSystem &operator=(const LayeredSystem &) = delete;

    const Physics &physics() const { return physics_; }
    const layered::LayeredSpace &space() const { return equations_.space(); }
    const std::shared_ptr<const layered::LayeredSpace> &space_pointer() const { return equations_.levels.back().space; }

    /// Sets the operator and the method of solution up if the coefficients differ from the present ones. `keep_multigrid`: the present
    /// multigrid stays as the preconditioner, for a small change of the coefficients. Returns whether they differed.
    /// Throws ConvergenceError when a factorisation fails. *Collective.*
    bool set_coefficients(layered::Coefficients coefficients, StageLog &log, bool keep_multigrid = false);

    /// Keeps up to `most` set-ups of the method, for equations whose coefficients return nearly equal: one that was made for coefficients
    /// near the present ones stays as it is, as their preconditioner. For coefficients alone, not for tangents.
    void keep_set_ups(unsigned most) { most_set_ups_ = most; }

    /// The same with tangents at the quadrature points in the operator and their averages (layered::average_tangents) in the multigrid. The
    /// function is kept and must stay callable until the next change. No films. *Collective.*
    void set_tangents(layered::TangentFunction tangents, StageLog &log, bool keep_multigrid = false);

    /// Other values at the unknowns that are prescribed.
    void set_prescribed(PrescribedValues prescribed) { prescribed_ = std::move(prescribed); }

    /// Solves for the fields of several load cases side by side: loads are summed cell by cell (not yet condensed). x starts the iteration
    /// and holds the complete, ghosted fields at the end. x is the difference to a uniform `reference`; prescribed values are those of the
    /// whole field. On the cuts of a submodel x keeps what it has there. Throws InputError for a load out of balance and ConvergenceError
    /// with the residual history. `starts`: per load case, earlier solutions to start from, to which the new ones are added; empty: x
    /// starts. *Collective.*
    std::vector<results::SolveInfo> solve(const layered::Columns &x, const layered::Columns &loads, StageLog &log, double reference = 0,
                                          const StartSpaces &starts = {}) const;

    /// Solves dual problems side by side: zero for the prescribed values, loads in equilibrium, a tolerance of their own. x as above.
    /// Returns the largest relative error in the energy norm, which is above the tolerance where that was not reached. *Collective.*
    double solve_dual(const layered::Columns &x, const layered::Columns &loads, double tolerance, StageLog &log) const;

    /// Solves for one correction of a field whose prescribed values are met: x starts at zero and is zero at them, the load is a residual,
    /// summed cell by cell, and is used up. What the iteration reaches is returned, also where that is not the tolerance. *Collective.*
    results::SolveInfo solve_correction(layered::Vector<double> &x, layered::Vector<double> &residual, double tolerance,
                                        StageLog &log) const;

    /// Throws InputError for a load, summed cell by cell, that is out of balance on a body that nothing constrains. Overwrites the load.
    /// Needs no coefficients; before they are set no film counts as a constraint of a temperature. *Collective.*
    void check_equilibrium(layered::Vector<double> &load) const;

    /// Coefficients of the present operator; averages where it has tangents.
    const layered::Coefficients &coefficients() const { return equations_.coefficients; }

    /// Rigid modes of the present operator.
    const layered::RigidModes &modes() const { return *equations_.modes; }

  private:
    /// Calls set_up, adds its time to the set-up and names the physics in its errors.
    template <typename Function>
    void time_set_up(const Function &set_up);

    /// Makes the operator, or gives it the present coefficients or tangents.
    void set_operator();

    /// Makes or updates modes and method for the present operator. *Collective.*
    void set_method(StageLog &log, Change change);

    /// Makes method_ a set-up for the present coefficients: a kept one that is near, a new one, or the least recently used. *Collective.*
    void choose_set_up();

    std::vector<layered::SolveOutcome> iterate(const layered::Columns &x, const layered::Columns &b, double tolerance, StageLog &log) const;

    results::SolveInfo describe(const layered::SolveOutcome &outcome) const;

    /// Throws ConvergenceError, with the name of the physics, for an iteration that did not converge.
    void check_convergence(const layered::SolveOutcome &outcome, double tolerance) const;

    /// Zero at the constrained unknowns and without ghosts: a field that the iteration may start from.
    void prepare_start(layered::Vector<double> &x) const;

    /// The prescribed values, less the reference, and those that a start keeps.
    layered::Vector<double> prescribed_field(double reference, const layered::Vector<double> &start) const;

    /// Projects a load. Throws for one that is not finite or out of balance.
    void check_and_project(layered::Vector<double> &load, const layered::RigidModes &modes) const;

    const Model &model_;
    Physics physics_;
    LinearEquations equations_;
    PrescribedValues prescribed_; ///< on the finest level
    bool has_kept_ = false;       ///< on one rank at least
    std::unique_ptr<LinearMethod> method_;
    bool has_film_ = false;             ///< on one rank at least, in the present modes
    mutable double set_up_seconds_ = 0; ///< since the last solve
    unsigned most_set_ups_ = 1;
    std::vector<double> set_up_for_; ///< the coefficients that method_ was set up for, if set-ups are kept
    /// Set-ups that are not in use, the one used last at the end.
    std::vector<std::pair<std::unique_ptr<LinearMethod>, std::vector<double>>> kept_set_ups_;
  };
} // namespace sagitta::model
