#pragma once

#include <materials/material.h>
#include <materials/point/drive.h>
#include <materials/point/presets.h>

namespace sagitta::materials
{
  /// The free strain of a card (materials/eigenstrain.h) for a point that begins without it at the temperature `start` [K]. Where the card
  /// gives no expansion the function throws std::invalid_argument as soon as the temperature leaves the start.
  FreeStrain make_free_strain(const Material &material, double start);

  /// The kinetics of the card along a step, for a cure ramp. The card must have a cure.
  CureAfter cure_after(const Material &material);
} // namespace sagitta::materials
