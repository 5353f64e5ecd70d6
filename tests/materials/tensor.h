#pragma once

#include <materials/elasticity.h>

#include <array>
#include <cmath>

namespace sagitta::tests
{
  using Tensor4 = std::array<std::array<std::array<std::array<double, 3>, 3>, 3>, 3>;

  /// Place of the index pair (i, j) in the order xx, yy, zz, yz, xz, xy.
  inline unsigned pair_index(unsigned i, unsigned j)
  {
    return i == j ? i : 6 - i - j;
  }

  /// The 6 x 6 stiffness as a table.
  inline std::array<std::array<double, 6>, 6> table(const materials::OrthotropicStiffness &c)
  {
    return {{{{c.c11, c.c12, c.c13, 0, 0, 0}},
             {{c.c12, c.c22, c.c23, 0, 0, 0}},
             {{c.c13, c.c23, c.c33, 0, 0, 0}},
             {{0, 0, 0, c.c44, 0, 0}},
             {{0, 0, 0, 0, c.c55, 0}},
             {{0, 0, 0, 0, 0, c.c66}}}};
  }

  /// The 6 x 6 stiffness of a cube of material turned by `angle` [rad] about z, by rotating the full fourth-order tensor:
  /// C'_ijkl = R_ia R_jb R_kc R_ld C_abcd.
  inline std::array<std::array<double, 6>, 6> rotated_about_z(const materials::OrthotropicStiffness &stiffness, double angle)
  {
    const auto c = table(stiffness);
    const double r[3][3] = {{std::cos(angle), -std::sin(angle), 0}, {std::sin(angle), std::cos(angle), 0}, {0, 0, 1}};
    std::array<std::array<double, 6>, 6> result{};
    for (unsigned i = 0; i < 3; ++i)
      for (unsigned j = i; j < 3; ++j)
        for (unsigned k = 0; k < 3; ++k)
          for (unsigned l = k; l < 3; ++l)
            for (unsigned a = 0; a < 3; ++a)
              for (unsigned b = 0; b < 3; ++b)
                for (unsigned d = 0; d < 3; ++d)
                  for (unsigned e = 0; e < 3; ++e)
                    result[pair_index(i, j)][pair_index(k, l)] +=
                        r[i][a] * r[j][b] * r[k][d] * r[l][e] * c[pair_index(a, b)][pair_index(d, e)];
    return result;
  }

  /// Solves the 3 x 3 system of the normal components, C e = s, by Cramer's rule.
  inline std::array<double, 3> normal_strain(const materials::OrthotropicStiffness &stiffness, const std::array<double, 3> &stress)
  {
    const auto c = table(stiffness);
    const auto determinant = [](const double m[3][3]) {
      return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
             m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    };
    double whole[3][3];
    for (unsigned i = 0; i < 3; ++i)
      for (unsigned j = 0; j < 3; ++j)
        whole[i][j] = c[i][j];
    std::array<double, 3> strain;
    for (unsigned column = 0; column < 3; ++column)
      {
        double replaced[3][3];
        for (unsigned i = 0; i < 3; ++i)
          for (unsigned j = 0; j < 3; ++j)
            replaced[i][j] = j == column ? stress[i] : c[i][j];
        strain[column] = determinant(replaced) / determinant(whole);
      }
    return strain;
  }
} // namespace sagitta::tests
