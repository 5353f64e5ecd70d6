#pragma once

#include <meshing/fill/mirror.h>
#include <meshing/package/package.h>
#include <meshing/plan/mesh_request.h>
#include <meshing/plan/plan.h>

#include <array>
#include <vector>

namespace sagitta::meshing
{
  /// Plans a package with round parts that the mesh follows: plan.rings, plan.below_rings and what is averaged. Lattice lines are the sides
  /// of the tiles, then edges of dies and outlines that keep a fifth of a pitch from them; cells between them are about a pitch wide.
  /// `plan.modelled` and `plan.symmetry` are known. Throws std::invalid_argument with a message when tiles cannot share a lattice.
  void plan_rings(const Package &package, const MeshRequest &request, Plan &plan);
} // namespace sagitta::meshing
