#pragma once

#include <solver/mechanics/temperature.h>
#include <solver/mechanics/thermoelastic_law.h>
#include <solver/model/model.h>

namespace sagitta::mechanics
{
  /// A displacement and the temperature field with which it was found. Both spaces have the same degrees.
  struct DisplacedState
  {
    const model::Model &model;
    const ThermoelasticLaw &law;
    const layered::LayeredSpace &space;
    const Temperature &temperature;              ///< a field
    const layered::Vector<double> &displacement; ///< complete and ghosted
  };

  /// At which temperature stiffness and density are taken.
  enum class StiffnessTemperature
  {
    element_mean, ///< as the discrete equations do: for the derivative of their solution
    point         ///< as the continuous problem does: for the estimate of the error of the solution
  };

  /// Derivative of (load - A u) . z by the nodal temperatures T_i, summed cell by cell (not condensed) on the space of the temperature:
  ///   - integral of N_i (ds(e(u), T)/dT) : e(z) + integral of N_i (df/dT) . z,
  /// s the stress, f the force of the acceleration. `dual`: z, complete and ghosted, on the space of u. *Collective.*
  /// Theory: docs/theory/error_estimate.md, Eq. (9); docs/theory/sensitivities.md, Eq. (8).
  layered::Vector<double> make_temperature_weights(const DisplacedState &state, const layered::Vector<double> &dual,
                                                   StiffnessTemperature stiffness);
} // namespace sagitta::mechanics
