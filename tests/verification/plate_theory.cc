#include <tests/verification/plate_theory.h>

#include <cmath>
#include <utility>

namespace sagitta::tests
{
  double timoshenko_curvature(double h1, double e1, double h2, double e2, double misfit)
  {
    // Layer 2, on top, shrinks more (misfit < 0): the ends rise.
    const double m = h1 / h2, n = e1 / e2;
    return -6 * misfit * (1 + m) * (1 + m) / ((h1 + h2) * (3 * (1 + m) * (1 + m) + (1 + m * n) * (m * m + 1 / (m * n))));
  }

  double thick_film_curvature(double h_s, double m_s, double h_f, double m_f, double misfit)
  {
    const double h = h_f / h_s, m = m_f / m_s;
    return 6 * misfit / h_s * h * m * (1 + h) / (1 + 4 * h * m + 6 * h * h * m + 4 * h * h * h * m + h * h * h * h * m * m);
  }

  PlateLayer isotropic_layer(double thickness, double young, double poisson, double free_strain)
  {
    const double q = young / (1 - poisson * poisson);
    return {thickness, q, poisson * q, q, free_strain, free_strain};
  }

  std::array<double, 2> laminate_curvatures(const std::vector<PlateLayer> &layers)
  {
    double a[4][5] = {}; // unknowns e0x, e0y, kx, ky; the last column is the load
    double z = 0;
    for (const PlateLayer &layer : layers)
      {
        const double top = z + layer.thickness;
        const double moment[3] = {top - z, (top * top - z * z) / 2, (top * top * top - z * z * z) / 3};
        const double q[2][2] = {{layer.q11, layer.q12}, {layer.q12, layer.q22}};
        const double free[2] = {layer.free_x, layer.free_y};
        for (unsigned r = 0; r < 4; ++r)
          for (unsigned c = 0; c < 4; ++c)
            {
              a[r][c] += q[r % 2][c % 2] * moment[r / 2 + c / 2];
              if (c < 2)
                a[r][4] += q[r % 2][c] * free[c] * moment[r / 2];
            }
        z = top;
      }
    for (unsigned p = 0; p < 4; ++p)
      {
        unsigned pivot = p;
        for (unsigned r = p + 1; r < 4; ++r)
          if (std::abs(a[r][p]) > std::abs(a[pivot][p]))
            pivot = r;
        std::swap(a[p], a[pivot]);
        for (unsigned r = 0; r < 4; ++r)
          if (r != p)
            for (int c = 4; c >= static_cast<int>(p); --c)
              a[r][c] -= a[r][p] / a[p][p] * a[p][c];
      }
    return {{-a[2][4] / a[2][2], -a[3][4] / a[3][3]}}; // e = e0 + z k, k = - d2w/dx2
  }
} // namespace sagitta::tests
