#pragma once

#include <tests/layered/sample.h>

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace sagitta::tests
{
  /// The moduli or conductivities of coefficients that do not vary with the point, as tangents. Both arguments must outlive the function.
  inline layered::TangentFunction as_tangents(const layered::LayeredSpace &space, const layered::Coefficients &coefficients)
  {
    return [&space, &coefficients](unsigned cell, unsigned element, double *numbers) {
      const double *c = coefficients.at(cell, element);
      const unsigned n_components = space.n_components(), size = n_components == 1 ? 3 : 6;
      const unsigned n_numbers = n_coefficients(n_components, layered::CoefficientKind::tangent);
      const unsigned n_points = space.plan().dofs_per_cell() * (space.degree_z() + 1);
      std::fill(numbers, numbers + n_points * n_numbers, 0.);
      for (unsigned point = 0; point < n_points; ++point, numbers += n_numbers)
        for (unsigned a = 0; a < size; ++a)
          {
            numbers[layered::tangent_index(a, a, size)] = c[a < 3 ? a : a + 3];
            for (unsigned b = a + 1; b < 3 && n_components == 3; ++b)
              numbers[layered::tangent_index(a, b, size)] = c[a + b + 2];
          }
      return c[0] != 0;
    };
  }

  /// Position of a quadrature point of a rectangular plan, z point and plan point as in a TangentFunction [m].
  inline std::array<double, 3> quadrature_point(const layered::LayeredSpace &space, unsigned cell, unsigned element, unsigned point)
  {
    const std::vector<double> &in_plan = space.plan().element().points, &in_layer = space.element_z().points;
    const unsigned n = space.plan().element().n, q = point % (n * n);
    const std::array<double, 4> &box = space.plan().box(cell);
    const std::vector<double> &z = space.grid().z;
    return {{box[0] + in_plan[q % n] * (box[2] - box[0]), box[1] + in_plan[q / n] * (box[3] - box[1]),
             z[element] + in_layer[point / (n * n)] * (z[element + 1] - z[element])}};
  }

  /// Tangents of an elastic body that yields: at every point radial return leaves the share 1 - softening of twice a shear modulus G
  /// along a unit deviator n that differs from point to point, D - 2 G softening n n'; G is the least shear modulus of the cubic or
  /// isotropic material. All 21 numbers differ; positive definite. The plan is rectangular, 3 components. Both arguments must outlive the
  /// function.
  inline layered::TangentFunction yielding_tangents(const layered::LayeredSpace &space, const layered::Coefficients &elastic,
                                                    double softening)
  {
    return [&space, &elastic, softening](unsigned cell, unsigned element, double *numbers) {
      if (!as_tangents(space, elastic)(cell, element, numbers))
        return false;
      const unsigned n_points = space.plan().dofs_per_cell() * (space.degree_z() + 1);
      for (unsigned point = 0; point < n_points; ++point, numbers += 21)
        {
          const auto [x, y, z] = quadrature_point(space, cell, element, point);
          std::array<double, 6> n{
              {std::sin(900 * x), std::cos(700 * y), 0, std::sin(5e3 * z), std::cos(400 * x + 8e3 * z), std::sin(600 * y)}};
          n[2] = -n[0] - n[1];
          double square = 0;
          for (unsigned a = 0; a < 6; ++a)
            square += (a < 3 ? 1 : 2) * n[a] * n[a];
          const double *c = elastic.at(cell, element);
          const double shear = std::min({c[6], c[7], c[8], .5 * (c[0] - c[3]), .5 * (c[1] - c[5]), .5 * (c[2] - c[4])});
          const double factor = 2 * shear * softening / square;
          for (unsigned a = 0; a < 6; ++a)
            for (unsigned b = a; b < 6; ++b)
              numbers[layered::tangent_index(a, b, 6)] -= factor * n[a] * n[b];
        }
      return true;
    };
  }
} // namespace sagitta::tests
