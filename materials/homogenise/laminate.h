#pragma once

#include <materials/homogenise/homogenise.h>

#include <vector>

namespace sagitta::materials
{
  /// A layer of a laminate that is stacked along z.
  struct Ply
  {
    double thickness; ///< [m]
    Phase phase;
  };

  /// Effective constants of a laminate, exact: the plies have the strains in the plane and the tractions across it in common. With
  /// n = (zz, yz, xz), t = (xx, yy, xy) the means over the thickness add up of
  ///   A = Cnn^-1,  B = Ctn A,  D = Ctt - Ctn A Cnt,  d = D alpha_t,  e = alpha_n + A Cnt alpha_t
  /// and of the conductivities in the plane, the resistance across it, density and heat capacity.
  /// Throws std::invalid_argument for no plies.
  /// Source: docs/theory/bump_layers.md, Eqs. (6) and (7).
  Phase laminate(const std::vector<Ply> &plies);

  /// The unknown ply of a laminate whose other plies are known: laminate({others, {thickness, result}}) is `whole`, whose
  /// thickness is that of all plies. Its constants are those of a medium only if `whole` is stiffer and conducts better than the others
  /// alone: see OrthotropicStiffness::is_positive_definite().
  /// Throws std::invalid_argument unless `whole` is thicker than the others together.
  Phase remaining_ply(const Ply &whole, const std::vector<Ply> &others);

  /// A layer that takes what it does in its plane, D, its free strain and its conductivities there, from one phase, and what it does
  /// across, A, B and the rest, from another. With D and A of stable phases it is stable.
  Phase combine(const Phase &in_plane, const Phase &across);
} // namespace sagitta::materials
