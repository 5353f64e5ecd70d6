#pragma once

#include <materials/elasticity.h>
#include <materials/isotropic_moduli.h>
#include <materials/laws/voigt.h>

#include <cstddef>
#include <variant>

namespace sagitta::materials
{
  /// The tangent of a radial return, K tr 1 + 2 G theta dev + 3 G (theta_bar - theta) N x N:
  /// N is the deviator of the trial stress over its von Mises stress (tensor components, N:N = 2/3), theta the von Mises stress at the
  /// end over the trial one, theta_bar the derivative of the first by the second. Source: docs/theory/plasticity.md, Eq. (8).
  struct RadialTangent
  {
    IsotropicModuli moduli; ///< elastic, at the end of the step
    double theta;           ///< [-]
    double theta_bar;       ///< [-]
    Voigt direction;        ///< N [-]
  };

  /// Derivative of the stress at the end of a step by the mechanical strain there [Pa], in as few numbers as the law allows.
  using Tangent = std::variant<IsotropicModuli, RadialTangent, OrthotropicStiffness, VoigtMatrix>;

  /// The forms of a tangent, in the order of the variant.
  enum class TangentForm
  {
    isotropic,   ///< K, G
    radial,      ///< K, G, theta, theta_bar, N (6)
    orthotropic, ///< c11, c22, c33, c12, c13, c23, c44, c55, c66
    full         ///< the 6 x 6 matrix, row by row
  };

  /// How many numbers a tangent of this form has, `largest_n_scalars` at most.
  constexpr unsigned largest_n_scalars = 36;
  unsigned n_scalars(TangentForm form);

  TangentForm form_of(const Tangent &tangent);

  /// The 6 x 6 matrix of any form [Pa]; strains with engineering shears.
  VoigtMatrix matrix(const Tangent &tangent);

  /// Writes the n_scalars() numbers of a tangent to to[0], to[stride], to[2 stride], ...
  void write_tangent(const Tangent &tangent, std::size_t stride, double *to);

  /// The inverse of write_tangent().
  Tangent read_tangent(TangentForm form, std::size_t stride, const double *from);
} // namespace sagitta::materials
