#include <solver/layered/space/curved_element.h>

#include <solver/layered/space/element_geometry.h>

#include <cmath>

namespace sagitta::layered
{
  CurvedElement::CurvedElement(const NodeShifts &shifts, unsigned cell, unsigned element)
      : shifts_(shifts), plane_(shifts.plan().element()), through_(shifts.through()), height_(shifts.height(element))
  {
    const PlanSpace &plan = shifts.plan();
    for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
      upright_.push_back(plan.position(plan.cell_dofs(cell)[i]));
    for (unsigned k = 0; k < through_.n; ++k)
      for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
        {
          const auto [x, y] = shifts.shift(plan.cell_dofs(cell)[i], element * through_.degree + k);
          nodes_.push_back({{upright_[i][0] + x, upright_[i][1] + y}});
        }
  }

  CurvedPoint CurvedElement::map(const Shapes &shapes) const
  {
    CurvedPoint point{};
    std::array<double, 4> upright{}, jacobian{}; // dx/dxi, dx/deta, dy/dxi, dy/deta
    const unsigned n = plane_.n;
    for (unsigned i = 0; i < n * n; ++i)
      {
        const double value = shapes.x[i % n] * shapes.y[i / n], d_xi = shapes.dx[i % n] * shapes.y[i / n],
                     d_eta = shapes.x[i % n] * shapes.dy[i / n];
        for (unsigned a = 0; a < 2; ++a)
          {
            double at = 0, d_zeta = 0;
            for (unsigned k = 0; k < through_.n; ++k)
              {
                at += shapes.z[k] * nodes_[k * n * n + i][a];
                d_zeta += shapes.dz[k] * (nodes_[k * n * n + i][a] - upright_[i][a]); // differences: a straight column has no slope
              }
            point.position[a] += value * at;
            point.slope[a] += value * d_zeta / height_;
            jacobian[2 * a] += d_xi * at;
            jacobian[2 * a + 1] += d_eta * at;
            upright[2 * a] += d_xi * upright_[i][a];
            upright[2 * a + 1] += d_eta * upright_[i][a];
          }
      }
    const auto [a, b, c, d] = jacobian;
    point.determinant = a * d - b * c;
    point.inverse = {{d / point.determinant, -b / point.determinant, -c / point.determinant, a / point.determinant}};
    const auto &g = point.inverse;
    point.stretch = {{g[0] * upright[0] + g[2] * upright[1], g[0] * upright[2] + g[2] * upright[3], g[1] * upright[0] + g[3] * upright[1],
                      g[1] * upright[2] + g[3] * upright[3]}};
    return point;
  }

  CurvedPoint CurvedElement::at(const std::array<double, 2> &reference, double zeta) const
  {
    const auto x = plane_.evaluate(reference[0]), dx = plane_.evaluate_derivatives(reference[0]), y = plane_.evaluate(reference[1]),
               dy = plane_.evaluate_derivatives(reference[1]), z = through_.evaluate(zeta), dz = through_.evaluate_derivatives(zeta);
    return map({x.data(), dx.data(), y.data(), dy.data(), z.data(), dz.data()});
  }

  std::vector<CurvedPoint> CurvedElement::quadrature_points() const
  {
    std::vector<CurvedPoint> points;
    const unsigned n = plane_.n, nz = through_.n;
    for (unsigned qz = 0; qz < nz; ++qz)
      for (unsigned qy = 0; qy < n; ++qy)
        for (unsigned qx = 0; qx < n; ++qx)
          points.push_back(map({&plane_.values[qx * n], &plane_.derivatives[qx * n], &plane_.values[qy * n], &plane_.derivatives[qy * n],
                                &through_.values[qz * nz], &through_.derivatives[qz * nz]}));
    return points;
  }

  std::vector<double> CurvedElement::level_integrals(unsigned k) const
  {
    const unsigned n = plane_.n;
    const auto z = through_.evaluate(through_.nodes[k]), dz = through_.evaluate_derivatives(through_.nodes[k]);
    std::vector<double> integrals(n * n, 0.);
    for (unsigned qy = 0; qy < n; ++qy)
      for (unsigned qx = 0; qx < n; ++qx)
        {
          const CurvedPoint point = map({&plane_.values[qx * n], &plane_.derivatives[qx * n], &plane_.values[qy * n],
                                         &plane_.derivatives[qy * n], z.data(), dz.data()});
          for (unsigned i = 0; i < n * n; ++i)
            integrals[i] +=
                plane_.weights[qx] * plane_.weights[qy] * point.determinant * plane_.values[qx * n + i % n] * plane_.values[qy * n + i / n];
        }
    return integrals;
  }

  std::vector<double> CurvedElement::side_integrals(unsigned side) const
  {
    // Area of the face per ds dz: the length of (dx/ds, dy/ds, 0) x (dx/dz, dy/dz, 1), s along the side.
    const unsigned n = plane_.n, nz = through_.n;
    std::vector<double> integrals(n * nz, 0.);
    for (unsigned qz = 0; qz < nz; ++qz)
      for (unsigned q = 0; q < n; ++q)
        {
          std::array<double, 2> along{}, slope{};
          for (unsigned i = 0; i < n; ++i)
            for (unsigned k = 0; k < nz; ++k)
              for (unsigned a = 0; a < 2; ++a)
                {
                  const double node = nodes_[k * n * n + side_node(side, i, n)][a];
                  along[a] += plane_.derivatives[q * n + i] * through_.values[qz * nz + k] * node;
                  slope[a] += plane_.values[q * n + i] * through_.derivatives[qz * nz + k] * node / height_;
                }
          const double cross = along[0] * slope[1] - along[1] * slope[0];
          const double area = std::sqrt(along[0] * along[0] + along[1] * along[1] + cross * cross);
          const double weight = plane_.weights[q] * through_.weights[qz] * height_ * area;
          for (unsigned i = 0; i < n; ++i)
            for (unsigned k = 0; k < nz; ++k)
              integrals[i * nz + k] += weight * plane_.values[q * n + i] * through_.values[qz * nz + k];
        }
    return integrals;
  }

  std::array<double, 2> CurvedElement::invert(const std::array<double, 2> &point, double zeta) const
  {
    std::array<double, 2> reference{{.5, .5}};
    for (unsigned step = 0; step < 25; ++step)
      {
        const CurvedPoint reached = at(reference, zeta);
        const double x = point[0] - reached.position[0], y = point[1] - reached.position[1];
        const double s = reached.inverse[0] * x + reached.inverse[1] * y, t = reached.inverse[2] * x + reached.inverse[3] * y;
        if (!(std::abs(reference[0] + s) + std::abs(reference[1] + t) < 20))
          break; // far outside
        reference = {{reference[0] + s, reference[1] + t}};
        if (std::abs(s) + std::abs(t) < 1e-14)
          break;
      }
    return reference;
  }
} // namespace sagitta::layered
