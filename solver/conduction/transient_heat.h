#pragma once

#include <solver/conduction/heat_equation.h>
#include <solver/model/system.h>

#include <array>
#include <functional>
#include <memory>
#include <stdexcept>

namespace sagitta::conduction
{
  /// A step of transient conduction whose heat of reaction is too large for its length.
  class HeatStepFailure : public std::runtime_error
  {
    using std::runtime_error::runtime_error;
  };

  /// Adds the heat that reactions release [J] in the first part of a step, a share of its duration, in which the temperature changes
  /// linearly from that at the start of the step to `temperature` (complete and ghosted); to a load, summed cell by cell.
  using ReactionHeat = std::function<void(const layered::Vector<double> &temperature, double share, layered::Vector<double> &load)>;

  /// Transient heat conduction: rho c dT/dt = div(k grad T) + Q + reaction heat, with films and fixed temperatures that may follow the
  /// temperature of the surroundings in time. One step is the L-stable singly diagonally implicit Runge-Kutta method of two stages and
  /// order two; heat is stored at the nodes (lumped: they are Gauss-Lobatto points). The heat that a step stores is exactly that which
  /// powers, films and reactions bring. Theory: docs/theory/transient_heat.md.
  class TransientHeat
  {
  public:
    /// Every material has a conductivity, a density and a specific heat. The mass of a body does not change: its density is that at
    /// `density_temperature` [K]. `model` and `materials` must outlive this. *Collective.*
    TransientHeat(const model::Model &model, const Materials &materials, double density_temperature);

    struct Step
    {
      const layered::Vector<double> &start; ///< the temperature [K], complete and ghosted
      double duration;                      ///< [s]
      std::array<double, 2> surroundings;   ///< at the start and at the end, linear between them [K]
      ReactionHeat reaction = {};           ///< none: nothing reacts
    };

    /// The temperature at the end of a step [K], complete and ghosted. Throws ConvergenceError when a solve fails and HeatStepFailure when
    /// temperature and reaction do not agree. *Collective.*
    layered::Vector<double> advance(const Step &step);

    /// A field of one temperature [K].
    layered::Vector<double> uniform(double temperature) const;

    /// Iterations of all solves.
    unsigned long long iterations() const { return iterations_; }

    const std::shared_ptr<const layered::LayeredSpace> &space() const { return system_.space_pointer(); }

  private:
    /// One implicit equation: (C / d + K) (T - T_start) = load - K T_start, C the stored heat per kelvin.
    struct Stage
    {
      double time;                           ///< d [s]
      double surroundings;                   ///< at its end [K]
      double share;                          ///< of the step that has passed then
      const layered::Vector<double> *before; ///< heat flow of the stage before [W], not condensed; null: none
      const layered::Vector<double> &guess;  ///< of the temperature at its end [K], complete
    };

    /// Sets `reacted` to the heat of reaction [J], not condensed.
    layered::Vector<double> solve_stage(const Step &step, const Stage &stage, layered::Vector<double> &reacted);
    void set_equations(const layered::Vector<double> &start, const layered::Vector<double> &end, double time);
    /// Adds the heat that a rise of temperature stores over the time of the present equations [W].
    void add_stored(const layered::Vector<double> &rise, layered::Vector<double> &load) const;
    double largest_difference(const layered::Vector<double> &a, const layered::Vector<double> &b) const;

    const model::Model &model_;
    HeatEquation equation_;
    model::LayeredSystem system_;
    StageLog silent_;
    double density_temperature_;
    bool depends_on_temperature_;
    double set_up_time_ = 0; ///< that the multigrid is set up for [s]
    unsigned long long iterations_ = 0;
  };
} // namespace sagitta::conduction
