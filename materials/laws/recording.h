#pragma once

#include <materials/laws/law.h>

namespace sagitta::materials
{
  /// The name of what Recording adds to the state, as StateName has it.
  constexpr const char *dissipated_energy = "dissipated energy [J/m3]";

  /// A law that also sums up the work per volume that it turns into heat, as the energy models of fatigue need it.
  /// State: that of the law, then the dissipated energy since the start [J/m3].
  template <typename Law>
  struct Recording : Law
  {
    unsigned state_size() const { return Law::state_size() + 1; }

    void initialise(double temperature, double cure, double *state) const
    {
      Law::initialise(temperature, cure, state);
      state[Law::state_size()] = 0;
    }

    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const
    {
      const PointResponse response = Law::advance(step, old_state, new_state);
      new_state[Law::state_size()] = old_state[Law::state_size()] + response.dissipation;
      return response;
    }
  };
} // namespace sagitta::materials
