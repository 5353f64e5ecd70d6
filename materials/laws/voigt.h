#pragma once

#include <array>

namespace sagitta::materials
{
  /// A symmetric tensor as (xx, yy, zz, yz, xz, xy). Stresses [Pa] hold tensor components, strains [-] engineering shears
  /// (2 e_yz, ...), so that the sum of products is work per volume.
  using Voigt = std::array<double, 6>;

  /// Derivative of a stress by a strain [Pa], row by row.
  using VoigtMatrix = std::array<Voigt, 6>;

  /// a:b of two symmetric tensors in tensor components, six numbers each.
  inline double contract(const double *a, const double *b)
  {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + 2 * (a[3] * b[3] + a[4] * b[4] + a[5] * b[5]);
  }

  inline double contract(const Voigt &a, const Voigt &b)
  {
    return contract(a.data(), b.data());
  }
} // namespace sagitta::materials
