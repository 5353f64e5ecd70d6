#pragma once

#include <materials/material.h>

#include <solver/case/bump_layer.h>

#include <mpi.h>

#include <optional>
#include <vector>

namespace sagitta::cell
{
  /// By how much a large package with the homogenised layer bends more than one with the bumps themselves, when its temperature changes at
  /// `temperature` [K]: the curvature of the free plate of BumpLayer::plate_below, layer and plate_above by laminate theory over that of
  /// the plate cell, less one. Absent where the plate does not bend, or a material lacks elasticity or expansion. The first rank solves;
  /// absent too if it cannot. *Collective.*
  std::optional<double> find_plate_error(const BumpLayer &layer, const std::vector<materials::Material> &materials, double temperature,
                                         MPI_Comm communicator);
} // namespace sagitta::cell
