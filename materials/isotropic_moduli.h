#pragma once

#include <materials/elasticity.h>

namespace sagitta::materials
{
  /// Bulk modulus K [Pa] and shear modulus G [Pa] of an isotropic solid.
  struct IsotropicModuli
  {
    double bulk;
    double shear;

    /// Young's modulus [Pa]: E = 9 K G / (3 K + G).
    double young() const { return 9 * bulk * shear / (3 * bulk + shear); }

    /// Poisson's ratio [-]: nu = (3 K - 2 G) / (2 (3 K + G)).
    double poisson() const { return (3 * bulk - 2 * shear) / (2 * (3 * bulk + shear)); }
  };

  /// K = E / (3 (1 - 2 nu)), G = E / (2 (1 + nu)) from E [Pa] and nu [-].
  /// Throws std::invalid_argument unless E > 0 and -1 < nu < 1/2.
  IsotropicModuli isotropic_moduli(double young, double poisson);

  /// The same at a temperature [K]. Throws std::invalid_argument unless E > 0 and -1 < nu < 1/2 there.
  IsotropicModuli isotropic_moduli(const IsotropicElasticity &elasticity, double temperature);

  /// 2 G dev + K 1 x 1.
  OrthotropicStiffness isotropic_stiffness(const IsotropicModuli &moduli);
} // namespace sagitta::materials
