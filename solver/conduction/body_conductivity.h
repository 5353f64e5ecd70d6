#pragma once

#include <materials/material.h>
#include <meshing/package/package.h>

#include <array>

namespace sagitta::conduction
{
  /// Conductivities of a body along the axes of the plan [W/(m K)] at a temperature [K]: those of a card along its axes, rotated with the
  /// body.
  inline std::array<double, 3> body_conductivity(const meshing::Body &body, const materials::Conductivity &card, double temperature)
  {
    const bool is_turned = body.quarter_turns % 2 != 0;
    return {{card[is_turned ? 1 : 0].value(temperature), card[is_turned ? 0 : 1].value(temperature), card[2].value(temperature)}};
  }
} // namespace sagitta::conduction
