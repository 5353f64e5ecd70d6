#pragma once

#include <materials/homogenise/homogenise.h>
#include <materials/homogenise/plate.h>

#include <solver/cell/cell_problem.h>

#include <vector>

namespace sagitta::cell
{
  /// The plate of a cell whose lower and upper face are free: one bump with the whole of the plates that it joins, under
  ///   u = (e + z k) x,  u_z = - x' k x / 2,  and a field that is periodic in the plan,
  /// for the two strains and curvatures, a shear and a twist.
  /// Free strains are those in the expansion of the phases. Throws std::runtime_error if the factorisation fails.
  materials::Plate solve_plate(const CellSpace &space, const std::vector<materials::Phase> &phases);
} // namespace sagitta::cell
