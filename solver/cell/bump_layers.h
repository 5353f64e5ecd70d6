#pragma once

#include <materials/material.h>

#include <solver/case/bump_layer.h>

#include <mpi.h>

#include <vector>

namespace sagitta::cell
{
  /// Replaces the materials of layers of bumps by the effective ones that solves of their cells give, tables over temperature; `materials`
  /// is the list that their indices point into. Equal cells are solved once, each by one rank.
  /// A layer that cannot be solved keeps its materials, with the reason in `refusal`. *Collective.*
  void solve_bump_layers(std::vector<BumpLayer> &layers, std::vector<materials::Material> &materials, MPI_Comm communicator);
} // namespace sagitta::cell
