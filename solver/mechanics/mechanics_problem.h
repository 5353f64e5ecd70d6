#pragma once

#include <solver/layered/space/cell_values.h>
#include <solver/mechanics/carried_stress.h>
#include <solver/mechanics/mean_motion.h>
#include <solver/mechanics/thermoelastic_law.h>
#include <solver/model/system.h>

#include <memory>
#include <optional>

namespace sagitta::mechanics
{
  /// The temperature that a state sees: even, or a field on a layered space of the same plan and layer grid.
  struct Temperature
  {
    std::optional<double> even; ///< [K]
    std::shared_ptr<const layered::LayeredSpace> space;
    const layered::Vector<double> *field = nullptr; ///< complete and ghosted
  };

  /// Small-strain thermoelasticity: div s + b = 0, s by ThermoelasticLaw, with supports, pressures and acceleration.
  /// Theory: docs/theory/mechanics.md.
  class MechanicsProblem
  {
  public:
    /// `model` and `materials` must outlive the problem. *Collective.*
    MechanicsProblem(const model::Model &model, const Materials &materials);

    const layered::LayeredSpace &space() const { return system_.space(); }
    const ThermoelasticLaw &law() const { return law_; }
    const model::LayeredSystem &system() const { return system_; }

    /// Indices of the given states, put together where their stiffness is equal (and memory allows): sets of states that solve() takes.
    std::vector<std::vector<unsigned>> group(const std::vector<Temperature> &temperatures) const;

    /// Displacements of states of equal stiffness: `displacements` start the iteration and hold the complete, ghosted fields at the end.
    /// The equations are set up again only when the stiffness changed. What supports leave of rigid motion is chosen so that displacement
    /// and rotation of the body vanish in the mean over its volume, whatever the mesh and the symmetry. *Collective.*
    std::vector<results::SolveInfo> solve(const std::vector<Temperature> &temperatures, const layered::Columns &displacements,
                                          StageLog &log);

    /// The same for the end of one step of a history: `law` in that step, `carried` from before it. `keep_multigrid`: the stiffness moved
    /// little since the multigrid was set up. *Collective.*
    results::SolveInfo solve_step(const ThermoelasticLaw &law, double temperature, const CarriedStress &carried, bool keep_multigrid,
                                  layered::Vector<double> &displacement, StageLog &log);

    /// Makes `load` that of a state, summed cell by cell: not condensed, and in part on its ghosts, which a copy would lose. *Collective.*
    void set_load(const Temperature &temperature, layered::Vector<double> &load) const { set_load(space(), law_, temperature, load); }

    /// The same on a space of the model's plan and layer grid of whatever degree; the field of a solved temperature is on one of the same
    /// degree. *Collective.*
    void set_load(const layered::LayeredSpace &space, const Temperature &temperature, layered::Vector<double> &load) const
    {
      set_load(space, law_, temperature, load);
    }

    layered::Coefficients make_coefficients(const Temperature &temperature) const { return make_coefficients(law_, temperature); }

    /// Derivative of (load . z - z . A u) by the nodal temperatures, summed cell by cell (not condensed) on the space of the temperature:
    /// - integral of phi_i (ds(e(u), T)/dT) : e(z). u and z are complete and ghosted, on `space`, of the same degrees as the temperature's.
    /// *Collective.*
    layered::Vector<double> make_temperature_weights(const layered::LayeredSpace &space, const Temperature &temperature,
                                                     const layered::Vector<double> &u, const layered::Vector<double> &z) const;

    /// Throws InputError when pressures and acceleration push what nothing holds; beside a thermal load they may be too small to notice.
    /// Needs no coefficients. `temperature`: that of the densities. *Collective.*
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
    void remove_rigid_motion(layered::Vector<double> &displacement);

    const model::Model &model_;
    ThermoelasticLaw law_;
    model::LayeredSystem system_;
    std::optional<MeanMotion> rigid_motion_; ///< of the motions that supports leave free
  };

  /// Temperatures at the quadrature points of one plan cell after another, and the mean of every cell and element.
  class CellTemperature
  {
  public:
    explicit CellTemperature(const Temperature &temperature);
    void load(unsigned cell);
    double at(unsigned e, unsigned q, unsigned qz) const { return values_ ? values_->value(e, q, qz, 0) : *temperature_.even; }
    double mean(unsigned e) const;

  private:
    const Temperature &temperature_;
    std::optional<layered::CellValues> values_;
  };
} // namespace sagitta::mechanics
