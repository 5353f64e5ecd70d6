#pragma once

#include <solver/case/conditions.h>
#include <solver/mechanics/thermoelastic_law.h>

#include <array>

namespace sagitta::mechanics
{
  /// The traction of a pressure on the body behind its face [Pa], into the body.
  inline std::array<double, 3> traction(const Pressure &pressure)
  {
    std::array<double, 3> result{};
    result[axis_of(pressure.face.side)] = (is_low(pressure.face.side) ? 1 : -1) * pressure.pressure;
    return result;
  }

  /// Force per volume of what fills a cell under the acceleration [N/m3]; every body has a density where there is one.
  inline std::array<double, 3> body_force(const ThermoelasticLaw &law, const meshing::Composition &composition, double temperature,
                                          const MechanicalConditions &conditions)
  {
    const double density = law.density(composition, temperature);
    return {{density * conditions.acceleration[0], density * conditions.acceleration[1], density * conditions.acceleration[2]}};
  }
} // namespace sagitta::mechanics
