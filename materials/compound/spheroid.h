#pragma once

#include <materials/isotropic_moduli.h>

#include <array>

namespace sagitta::materials
{
  /// Shape of a spheroid by its aspect ratio w = c / a, c the semi-axis along its axis of symmetry, a the one across:
  /// w < 1 a plate, w = 1 a sphere, w > 1 a fibre. What elasticity and conduction need of the shape are two means over the directions
  /// n of its Fourier space,
  ///   second = <n_3^2> = integral over t in [0, 1] of t^2 / (w^2 (1 - t^2) + t^2),
  ///   fourth = <n_3^4> = integral over t in [0, 1] of t^4 / (w^2 (1 - t^2) + t^2)^2,
  /// with the 3-axis along the axis of symmetry; a sphere has 1/3 and 1/5.
  struct SpheroidMoments
  {
    double second;
    double fourth;
  };

  /// Throws std::invalid_argument unless the aspect ratio is positive.
  SpheroidMoments spheroid_moments(double aspect_ratio);

  /// Depolarisation factors [-] across, across and along the axis of symmetry; their sum is 1.
  std::array<double, 3> depolarisation(double aspect_ratio);

  /// Strain of a spheroid in an unbounded matrix under a strain at infinity, averaged over all orientations, as a multiple of it: for
  /// the volume change (`bulk`) and for shear (`shear`). With T = [I + P (C_i - C_m)]^-1 and P Hill's polarisation tensor,
  ///   bulk = T_iijj / 3,  shear = (T_ijij - T_iijj / 3) / 5.
  /// Source: docs/theory/filled_compounds.md, Eqs. (7) to (9); Eshelby, Proc. R. Soc. A 241 (1957) 376; Berryman, J. Acoust. Soc. Am. 68
  /// (1980) 1820.
  struct StrainConcentration
  {
    double bulk;
    double shear;
  };

  StrainConcentration strain_concentration(const IsotropicModuli &inclusion, const IsotropicModuli &matrix, const SpheroidMoments &shape);
} // namespace sagitta::materials
