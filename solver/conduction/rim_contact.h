#pragma once

#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>

namespace sagitta::conduction
{
  /// Lowers the conductivities [element][x, y, z] of a plan cell where the rim of a round part against air passes through it, a share f of
  /// the cell is filled, and what lies above or below fills more of it, a share g. By area alone the cell would be in contact with its
  /// neighbour over the whole of its width w. The element gets the resistance in series that the constriction of the flux in the neighbour
  /// has, of conductivity k_n: that of an isothermal strip of width f w in a channel of width g w,
  ///   r = (2 w / (pi sqrt(k_n,xy k_n,z))) ln(1 / sin(pi f / (2 g)))   [m2 K/W],
  /// and no conduction in the plane, by which the part of the cell beyond the rim would take part in the contact.
  /// Theory: docs/theory/heat.md.
  void limit_rim_contact(const model::Model &model, const layered::LayeredSpace &space, unsigned cell, double *conductivities);
} // namespace sagitta::conduction
