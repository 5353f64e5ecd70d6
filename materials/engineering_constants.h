#pragma once

#include <materials/elasticity.h>

#include <array>

namespace sagitta::materials
{
  /// The engineering constants of an orthotropic stiffness.
  struct EngineeringConstants
  {
    std::array<double, 3> young;   ///< x, y, z [Pa]
    std::array<double, 3> shear;   ///< xy, xz, yz [Pa]
    std::array<double, 3> poisson; ///< xy, xz, yz [-]: nu_ij = -e_j/e_i under s_i
  };

  EngineeringConstants engineering_constants(const OrthotropicStiffness &stiffness);
} // namespace sagitta::materials
