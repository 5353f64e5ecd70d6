#include <solver/layered/space/cell_loads.h>

#include <algorithm>

namespace sagitta::layered
{
  CellLoads::CellLoads(const CellPoints &points, Vector<double> &load)
      : points_(points), load_(load), through_(points.n_points()), through_derivative_(points.n_points())
  {
  }

  double *CellLoads::entry(unsigned e, unsigned i, unsigned k)
  {
    const LayeredSpace &space = points_.space();
    const std::size_t column = space.plan().cell_dofs(points_.cell())[i];
    return load_.begin() + column * space.column_size() + (e * space.degree_z() + k) * space.n_components();
  }

  void CellLoads::add_uniform(unsigned e, unsigned c, double density)
  {
    for (unsigned i = 0; i < points_.n_plan(); ++i)
      for (unsigned k = 0; k < points_.n_layer(); ++k)
        entry(e, i, k)[c] += density * points_.integral(e, i, k);
  }

  void CellLoads::add(unsigned e, const std::vector<double> &density)
  {
    const unsigned n = points_.n_plan(), nz = points_.n_layer();
    const std::vector<double> &plan = points_.plan_shapes().value, &layer = points_.space().element_z().values;
    for (unsigned q = 0; q < n; ++q)
      for (unsigned qz = 0; qz < nz; ++qz)
        {
          const double weighted = density[points_.index(q, qz)] * points_.jxw(e, q, qz);
          for (unsigned i = 0; i < n; ++i)
            {
              double *to = entry(e, i, 0); // one component: z-nodes follow each other
              for (unsigned k = 0; k < nz; ++k)
                to[k] += weighted * plan[q * n + i] * layer[qz * nz + k];
            }
        }
  }

  void CellLoads::add_flux(unsigned e, const std::vector<std::array<double, 3>> &flux)
  {
    const unsigned n = points_.n_plan(), nz = points_.n_layer();
    const PlanSpace::CellShapes &shapes = points_.plan_shapes();
    const ReferenceElement &z = points_.space().element_z();
    const double height = points_.height(e);
    std::array<double, 3> through; // of a plan point, integrated through the element against one layer shape
    for (unsigned q = 0; q < n; ++q)
      for (unsigned k = 0; k < nz; ++k)
        {
          through.fill(0.);
          for (unsigned qz = 0; qz < nz; ++qz)
            {
              const std::array<double, 3> &f = flux[points_.index(q, qz)];
              const double weight = points_.jxw(e, q, qz), value = weight * z.values[qz * nz + k];
              through[0] += value * f[0];
              through[1] += value * f[1];
              through[2] += weight * z.derivatives[qz * nz + k] / height * f[2];
            }
          for (unsigned i = 0; i < n; ++i)
            entry(e, i, k)[0] +=
                shapes.dx[q * n + i] * through[0] + shapes.dy[q * n + i] * through[1] + shapes.value[q * n + i] * through[2];
        }
  }

  void CellLoads::add_on_boundary(unsigned b, unsigned c, double density)
  {
    for (unsigned i = 0; i < points_.n_plan(); ++i)
      entry(b, i, 0)[c] += density * points_.level_integral(b, i);
  }

  void CellLoads::add_on_side(unsigned e, unsigned side, unsigned c, double density)
  {
    const unsigned n = points_.space().plan().element().n;
    for (unsigned i = 0; i < n; ++i)
      for (unsigned k = 0; k < points_.n_layer(); ++k)
        entry(e, side_node(side, i, n), k)[c] += density * points_.side_integral(e, side, i, k);
  }

  void CellLoads::subtract_stress(unsigned e, const std::array<double, 6> &s)
  {
    if (points_.is_curved(e))
      {
        for (unsigned i = 0; i < points_.n_plan(); ++i)
          for (unsigned k = 0; k < points_.n_layer(); ++k)
            {
              const auto [dx, dy, dz] = points_.gradient_integral(e, i, k);
              double *to = entry(e, i, k);
              to[0] -= dx * s[0] + dy * s[5] + dz * s[4];
              to[1] -= dx * s[5] + dy * s[1] + dz * s[3];
              to[2] -= dx * s[4] + dy * s[3] + dz * s[2];
            }
        return;
      }
    const double height = points_.height(e);
    for (unsigned i = 0; i < points_.n_plan(); ++i)
      {
        const auto &[dx, dy, value] = points_.plan_integral(i);
        for (unsigned k = 0; k < points_.n_layer(); ++k)
          {
            const double v = height * points_.layer_integral(k)[0], d = value * points_.layer_integral(k)[1];
            double *to = entry(e, i, k);
            to[0] -= v * (dx * s[0] + dy * s[5]) + d * s[4];
            to[1] -= v * (dx * s[5] + dy * s[1]) + d * s[3];
            to[2] -= v * (dx * s[4] + dy * s[3]) + d * s[2];
          }
      }
  }

  void CellLoads::subtract_curved_stress(unsigned e, const std::vector<std::array<double, 6>> &stress)
  {
    const PlanSpace::CellShapes &shapes = points_.plan_shapes();
    const ReferenceElement &z = points_.space().element_z();
    const unsigned n = points_.n_plan(), nz = points_.n_layer();
    const double height = points_.height(e);
    for (unsigned q = 0; q < n; ++q)
      for (unsigned qz = 0; qz < nz; ++qz)
        {
          const std::array<double, 6> &s = stress[points_.index(q, qz)];
          const CurvedPoint &point = points_.curved(e, q, qz);
          const double weight = points_.jxw(e, q, qz);
          // The components of the stress that the gradients of shapes in an upright element are multiplied by, row by row.
          const std::array<std::array<double, 3>, 3> rows{
              {point.unbend({{s[0], s[5], s[4]}}), point.unbend({{s[5], s[1], s[3]}}), point.unbend({{s[4], s[3], s[2]}})}};
          for (unsigned i = 0; i < n; ++i)
            for (unsigned k = 0; k < nz; ++k)
              {
                const double value_z = weight * z.values[qz * nz + k], slope_z = weight * z.derivatives[qz * nz + k] / height;
                const double dx = shapes.dx[q * n + i] * value_z, dy = shapes.dy[q * n + i] * value_z,
                             dz = shapes.value[q * n + i] * slope_z;
                double *to = entry(e, i, k);
                for (unsigned c = 0; c < 3; ++c)
                  to[c] -= dx * rows[c][0] + dy * rows[c][1] + dz * rows[c][2];
              }
        }
  }

  void CellLoads::subtract_stress(unsigned e, const std::vector<std::array<double, 6>> &stress)
  {
    if (points_.is_curved(e))
      return subtract_curved_stress(e, stress);
    const unsigned n = points_.n_plan(), nz = points_.n_layer();
    const PlanSpace::CellShapes &shapes = points_.plan_shapes();
    const ReferenceElement &z = points_.space().element_z();
    const double height = points_.height(e);
    // First through the element: at every plan point the stress against values and derivatives of the layer shapes.
    std::fill(through_.begin(), through_.end(), std::array<double, 6>{});
    std::fill(through_derivative_.begin(), through_derivative_.end(), std::array<double, 6>{});
    for (unsigned q = 0; q < n; ++q)
      for (unsigned qz = 0; qz < nz; ++qz)
        {
          const std::array<double, 6> &s = stress[points_.index(q, qz)];
          const double weight = -points_.jxw(e, q, qz);
          for (unsigned k = 0; k < nz; ++k)
            for (unsigned c = 0; c < 6; ++c)
              {
                through_[q * nz + k][c] += weight * z.values[qz * nz + k] * s[c];
                through_derivative_[q * nz + k][c] += weight * z.derivatives[qz * nz + k] / height * s[c];
              }
        }
    // Then over the plan.
    for (unsigned i = 0; i < n; ++i)
      for (unsigned k = 0; k < nz; ++k)
        {
          double *to = entry(e, i, k);
          for (unsigned q = 0; q < n; ++q)
            {
              const std::array<double, 6> &s = through_[q * nz + k], &d = through_derivative_[q * nz + k];
              const double dx = shapes.dx[q * n + i], dy = shapes.dy[q * n + i], v = shapes.value[q * n + i];
              to[0] += dx * s[0] + dy * s[5] + v * d[4];
              to[1] += dx * s[5] + dy * s[1] + v * d[3];
              to[2] += dx * s[4] + dy * s[3] + v * d[2];
            }
        }
  }
} // namespace sagitta::layered
