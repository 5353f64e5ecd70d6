#pragma once

#include <materials/homogenise/bump_cell.h>
#include <materials/material.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// Time for which moduli relax [s]: the relaxation time that usually defines the glass transition.
  constexpr double relaxation_time = 100;

  /// The elasticity that a law with a memory has at full cure after relaxation_time at each temperature, for a solve without history:
  /// that of the glass below the transition, and that of the rubber above it. Of a viscoelastic law a table with steps of 10 K; of cure
  /// hardening the cured moduli. Absent for a material with neither.
  /// Source: docs/theory/bump_layers.md, Neighbours.
  std::optional<Elasticity> relaxed_elasticity(const Material &material);

  /// Sets it for the neighbours of a cell whose cards have only a law with a memory. Returns their names.
  std::vector<std::string> complete_neighbours(const BumpCell &cell, std::vector<Material> &materials);
} // namespace sagitta::materials
