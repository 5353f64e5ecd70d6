#pragma once

#include <materials/isotropic_moduli.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace sagitta::tests
{
  using Matrix6 = std::array<std::array<double, 6>, 6>;

  /// Solves a x = b with pivoting.
  template <std::size_t n>
  std::array<double, n> solve(std::array<std::array<double, n>, n> a, std::array<double, n> b)
  {
    for (std::size_t column = 0; column < n; ++column)
      {
        std::size_t pivot = column;
        for (std::size_t row = column; row < n; ++row)
          if (std::abs(a[row][column]) > std::abs(a[pivot][column]))
            pivot = row;
        std::swap(a[pivot], a[column]);
        std::swap(b[pivot], b[column]);
        for (std::size_t row = column + 1; row < n; ++row)
          {
            const double factor = a[row][column] / a[column][column];
            for (std::size_t k = column; k < n; ++k)
              a[row][k] -= factor * a[column][k];
            b[row] -= factor * b[column];
          }
      }
    for (std::size_t row = n; row-- > 0;)
      {
        for (std::size_t k = row + 1; k < n; ++k)
          b[row] -= a[row][k] * b[k];
        b[row] /= a[row][row];
      }
    return b;
  }

  /// T = [I + P (C_i - C_m)]^-1 of a spheroid with its axis along z by brute force: P as the mean over directions of the Fourier space, in
  /// the orthonormal basis (xx, yy, zz, sqrt2 yz, sqrt2 xz, sqrt2 xy). Eight directions around the axis are exact, since P holds their
  /// fourth harmonic at most.
  inline Matrix6 concentration_tensor(const materials::IsotropicModuli &inclusion, const materials::IsotropicModuli &matrix, double w)
  {
    const double nu = matrix.poisson(), g = matrix.shear;
    const int index[6][2] = {{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}};
    const auto weight = [](unsigned a) { return a < 3 ? 1. : std::sqrt(2.); };
    Matrix6 p{};
    const unsigned rings = 4000, spokes = 8;
    for (unsigned r = 0; r < rings; ++r)
      for (unsigned s = 0; s < spokes; ++s)
        {
          const double t = (r + 0.5) / rings, phi = 2 * 3.14159265358979323846 * (s + 0.5) / spokes, across = std::sqrt(1 - t * t);
          double n[3] = {across * std::cos(phi), across * std::sin(phi), t / w};
          const double length = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
          for (double &component : n)
            component /= length;
          const auto green = [&](int i, int k) { return ((i == k) - n[i] * n[k] / (2 * (1 - nu))) / g; };
          for (unsigned a = 0; a < 6; ++a)
            for (unsigned b = 0; b < 6; ++b)
              {
                const int i = index[a][0], j = index[a][1], k = index[b][0], l = index[b][1];
                const double symmetric =
                    (green(i, k) * n[j] * n[l] + green(j, k) * n[i] * n[l] + green(i, l) * n[j] * n[k] + green(j, l) * n[i] * n[k]) / 4;
                p[a][b] += weight(a) * weight(b) * symmetric / (rings * spokes);
              }
        }
    const double bulk = inclusion.bulk - matrix.bulk, shear = inclusion.shear - matrix.shear;
    Matrix6 m{}, result{};
    for (unsigned a = 0; a < 6; ++a)
      for (unsigned b = 0; b < 6; ++b)
        {
          m[a][b] = a == b;
          for (unsigned c = 0; c < 6; ++c)
            m[a][b] += p[a][c] * ((c < 3 && b < 3 ? bulk - 2 * shear / 3 : 0) + (c == b ? 2 * shear : 0));
        }
    for (unsigned b = 0; b < 6; ++b)
      {
        std::array<double, 6> unit{};
        unit[b] = 1;
        const std::array<double, 6> column = solve<6>(m, unit);
        for (unsigned a = 0; a < 6; ++a)
          result[a][b] = column[a];
      }
    return result;
  }
} // namespace sagitta::tests
