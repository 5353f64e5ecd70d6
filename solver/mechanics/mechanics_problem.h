#pragma once

#include <solver/case/materials.h>
#include <solver/mechanics/carried_stress.h>
#include <solver/mechanics/mean_motion.h>
#include <solver/mechanics/temperature.h>
#include <solver/mechanics/thermoelastic_law.h>
#include <solver/model/system.h>

#include <optional>
#include <utility>
#include <vector>

namespace sagitta::mechanics
{
  /// Small-strain thermoelasticity: div s + b = 0, s by ThermoelasticLaw, with supports, pressures and acceleration.
  /// Theory: docs/theory/mechanics.md.
  class MechanicsProblem
  {
  public:
    /// `model` and `materials` must outlive the problem. *Collective.*
    MechanicsProblem(const model::Model &model, const Materials &materials);

    /// Takes other cards for the same materials: mesh, spaces and constrained unknowns stay, the next solve sets up the equations again
    /// where the stiffness differs. `materials` must outlive the problem.
    void set_materials(const Materials &materials);

    /// Keeps set-ups for stiffnesses that return nearly equal, see model::LayeredSystem.
    void keep_set_ups(unsigned most) { system_.keep_set_ups(most); }

    const layered::LayeredSpace &space() const { return system_.space(); }
    const ThermoelasticLaw &law() const { return *law_; }
    const model::LayeredSystem &system() const { return system_; }

    /// Indices of the given states, put together where their stiffness is equal (and memory allows): sets of states that solve() takes.
    std::vector<std::vector<unsigned>> group(const std::vector<Temperature> &temperatures) const;

    /// Displacements of states of equal stiffness: `displacements` start the iteration and hold the complete, ghosted fields at the end.
    /// The equations are set up again only when the stiffness changed. What supports leave of rigid motion is chosen so that displacement
    /// and rotation of the body vanish in the mean over its volume, whatever the mesh and the symmetry. `starts`: per state, see
    /// model::LayeredSystem::solve. *Collective.*
    std::vector<results::SolveInfo> solve(const std::vector<Temperature> &temperatures, const layered::Columns &displacements,
                                          StageLog &log, const model::StartSpaces &starts = {});

    /// One step of a path in time.
    struct TimeStep
    {
      const ThermoelasticLaw &law;  ///< in that step
      Temperature temperature;      ///< at its end
      const CarriedStress &carried; ///< from before it
      bool keep_multigrid;          ///< the stiffness changed little since the multigrid was set up
    };

    /// The displacement at the end of a step; `displacement` as in solve(). *Collective.*
    results::SolveInfo solve_step(const TimeStep &step, layered::Vector<double> &displacement, StageLog &log);

    /// Sets the equations up for a law at a temperature [K], the multigrid too. *Collective.*
    void set_up(const ThermoelasticLaw &law, double temperature, StageLog &log);

    /// A step of a path in time whose stress is not linear in the displacement: Newton's method, docs/theory/nonlinear_mechanics.md.
    /// Loads less the internal forces of law and carried stress at a complete, ghosted displacement; summed cell by cell. *Collective.*
    void set_residual(const TimeStep &step, const layered::Vector<double> &displacement, layered::Vector<double> &residual) const;

    /// The derivative of the stress by the strain, see model::LayeredSystem::set_tangents. *Collective.*
    void set_tangents(layered::TangentFunction tangents, StageLog &log, bool keep_multigrid)
    {
      system_.set_tangents(std::move(tangents), log, keep_multigrid);
    }

    /// See model::LayeredSystem::solve_correction. *Collective.*
    results::SolveInfo solve_correction(layered::Vector<double> &correction, layered::Vector<double> &residual, double tolerance,
                                        StageLog &log) const
    {
      return system_.solve_correction(correction, residual, tolerance, log);
    }

    /// Chooses the rigid motion that supports leave as solve() does. *Collective.*
    void remove_rigid_motion(layered::Vector<double> &displacement);

    /// Makes `load` that of a state, summed cell by cell: not condensed, and in part on its ghosts, which a copy would lose. *Collective.*
    void set_load(const Temperature &temperature, layered::Vector<double> &load) const { set_load(space(), *law_, temperature, load); }

    /// The same on a space of the model's plan and layer grid of any degree; the field of a solved temperature is on one of the same
    /// degree. *Collective.*
    void set_load(const layered::LayeredSpace &space, const Temperature &temperature, layered::Vector<double> &load) const
    {
      set_load(space, *law_, temperature, load);
    }

    layered::Coefficients make_coefficients(const Temperature &temperature) const { return make_coefficients(*law_, temperature); }

    /// Throws InputError when pressures and acceleration are not in equilibrium on a body that nothing supports; beside a thermal load
    /// the sum of all loads may hide it. Needs no coefficients. `temperature`: that of the densities. *Collective.*
    void check_equilibrium(const Temperature &temperature) const;

  private:
    void set_load(const layered::LayeredSpace &space, const ThermoelasticLaw &law, const Temperature &temperature,
                  layered::Vector<double> &load) const;
    layered::Coefficients make_coefficients(const ThermoelasticLaw &law, const Temperature &temperature) const;
    void add_thermal(const layered::LayeredSpace &space, const ThermoelasticLaw &law, const Temperature &temperature,
                     layered::Vector<double> &load) const;
    void add_carried(const CarriedStress &carried, layered::Vector<double> &load) const;
    void add_acceleration(const layered::LayeredSpace &space, const Temperature &temperature, layered::Vector<double> &load) const;
    void add_pressures(const layered::LayeredSpace &space, layered::Vector<double> &load) const;
    /// Pressures and acceleration.
    void add_mechanical(const layered::LayeredSpace &space, const Temperature &temperature, layered::Vector<double> &load) const;

    const model::Model &model_;
    std::optional<ThermoelasticLaw> law_; ///< always there; replaced by set_materials()
    model::LayeredSystem system_;
    std::optional<MeanMotion> rigid_motion_; ///< of the motions that supports leave free
  };
} // namespace sagitta::mechanics
