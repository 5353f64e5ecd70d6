#pragma once

#include <materials/elasticity.h>
#include <materials/laws/voigt.h>

#include <array>

namespace sagitta::sensitivity
{
  /// Sums of products of the components of two strains, in the order of the moduli c11, c22, c33, c12, c13, c23, c44, c55, c66: what an
  /// orthotropic stiffness is contracted with.
  struct StrainProducts
  {
    std::array<double, 9> sums{};

    void add(const materials::Voigt &a, const materials::Voigt &b, double weight)
    {
      for (unsigned i = 0; i < 3; ++i)
        {
          sums[i] += weight * a[i] * b[i];
          sums[6 + i] += weight * a[3 + i] * b[3 + i];
        }
      sums[3] += weight * (a[0] * b[1] + a[1] * b[0]);
      sums[4] += weight * (a[0] * b[2] + a[2] * b[0]);
      sums[5] += weight * (a[1] * b[2] + a[2] * b[1]);
    }

    /// Sum of a : C b.
    double contract(const materials::OrthotropicStiffness &c) const
    {
      return c.c11 * sums[0] + c.c22 * sums[1] + c.c33 * sums[2] + c.c12 * sums[3] + c.c13 * sums[4] + c.c23 * sums[5] + c.c44 * sums[6] +
             c.c55 * sums[7] + c.c66 * sums[8];
    }
  };

  inline materials::Voigt normal_strain(const std::array<double, 3> &strain)
  {
    return {{strain[0], strain[1], strain[2], 0, 0, 0}};
  }

  inline double product(const materials::Voigt &a, const materials::Voigt &b)
  {
    double sum = 0;
    for (unsigned i = 0; i < 6; ++i)
      sum += a[i] * b[i];
    return sum;
  }
} // namespace sagitta::sensitivity
