#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

namespace sagitta::layered
{
  /// Coefficients that represent tangents in a preconditioner: for every plan cell and layer element the means over its volume
  ///   c_ab = (sum over quadrature points of w D_ab) / (sum of w),   w the weight times the Jacobian,
  /// of the nine moduli c11 c22 c33 c12 c13 c23 c44 c55 c66 (3 components) or the three conductivities kx ky kz (1 component). The other
  /// numbers of the tangents, 12 of 21 or 3 of 6, are left out: what remains of a positive definite tangent is positive definite, and so
  /// are means of it. Elements for which `tangents` returns false are empty, with zeros. No films. Not collective.
  ///
  /// The means are arithmetic: they need as many iterations as means of all 21 numbers, and half as many as harmonic means
  /// (docs/decisions/averaged_tangents.md).
  Coefficients average_tangents(const LayeredSpace &space, const TangentFunction &tangents);
} // namespace sagitta::layered
