#include <solver/layered/space/cell_values.h>

#include <algorithm>

namespace sagitta::layered
{
  void CellValues::load(unsigned cell, const Vector<double> &field)
  {
    const PlanSpace &plan = space_.plan();
    points_.enter(cell);
    const PlanSpace::CellShapes &shapes = points_.plan_shapes();
    const unsigned n = plan.dofs_per_cell(), components = space_.n_components(), column_size = space_.column_size();
    // Plan points innermost, so that they fill vector registers.
    shapes_by_node_.resize(std::size_t(n) * 3 * n);
    for (unsigned i = 0; i < n; ++i)
      for (unsigned q = 0; q < n; ++q)
        {
          shapes_by_node_[(i * 3 + 0) * n + q] = shapes.dx[q * n + i];
          shapes_by_node_[(i * 3 + 1) * n + q] = shapes.dy[q * n + i];
          shapes_by_node_[(i * 3 + 2) * n + q] = shapes.value[q * n + i];
        }
    planes_.assign(std::size_t(space_.n_z()) * components * 3 * n, 0.);
    for (unsigned i = 0; i < n; ++i)
      {
        const double *column = field.begin() + std::size_t(plan.cell_dofs(cell)[i]) * column_size;
        const double *shape = &shapes_by_node_[std::size_t(i) * 3 * n];
        for (unsigned entry = 0; entry < column_size; ++entry)
          {
            const double u = column[entry];
            double *to = &planes_[std::size_t(entry) * 3 * n];
            for (unsigned q = 0; q < 3 * n; ++q)
              to[q] += u * shape[q];
          }
      }
  }

  double CellValues::interpolate(unsigned e, unsigned q, unsigned qz, unsigned c, Part part) const
  {
    const bool is_z_derivative = part == Part::dz;
    const unsigned kind = std::min(static_cast<unsigned>(part), 2u); // the plane of dz is that of the value
    const ReferenceElement &z = space_.element_z();
    const double *weights = is_z_derivative ? &z.derivatives[qz * z.n] : &z.values[qz * z.n];
    double sum = 0;
    for (unsigned k = 0; k < z.n; ++k)
      sum += weights[k] * plane(e * z.degree + k, c, kind)[q];
    return is_z_derivative ? sum / points_.height(e) : sum;
  }

  std::array<double, 3> CellValues::curved_gradient(unsigned e, unsigned q, unsigned qz, unsigned c) const
  {
    return points_.curved(e, q, qz).bend(
        {{interpolate(e, q, qz, c, Part::dx), interpolate(e, q, qz, c, Part::dy), interpolate(e, q, qz, c, Part::dz)}});
  }

  double CellValues::mean(unsigned e, unsigned c) const
  {
    if (points_.is_curved(e))
      {
        double sum = 0;
        for (unsigned q = 0; q < points_.n_plan(); ++q)
          for (unsigned qz = 0; qz < points_.n_layer(); ++qz)
            sum += points_.share(e, q, qz) * value(e, q, qz, c);
        return sum;
      }
    const std::vector<double> &plan = points_.plan_shapes().weight, &layer = space_.element_z().weights;
    double sum = 0, area = 0; // the height of the element cancels
    for (unsigned q = 0; q < points_.n_plan(); ++q)
      {
        area += plan[q];
        for (unsigned qz = 0; qz < points_.n_layer(); ++qz)
          sum += plan[q] * layer[qz] * value(e, q, qz, c);
      }
    return sum / area;
  }

  void CellValues::strains(unsigned e, std::array<std::vector<double>, 6> &strains) const
  {
    const ReferenceElement &z = space_.element_z();
    const unsigned n = space_.plan().dofs_per_cell();
    for (std::vector<double> &component : strains)
      component.assign(std::size_t(n) * z.n, 0.);
    if (points_.is_curved(e))
      {
        for (unsigned qz = 0; qz < z.n; ++qz)
          for (unsigned q = 0; q < n; ++q)
            {
              const std::array<double, 6> at = strain(e, q, qz);
              for (unsigned s = 0; s < 6; ++s)
                strains[s][points_.index(q, qz)] = at[s];
            }
        return;
      }
    const auto add = [&](unsigned s, unsigned c, unsigned axis) {
      for (unsigned qz = 0; qz < z.n; ++qz)
        for (unsigned k = 0; k < z.n; ++k)
          {
            const double weight = axis == 2 ? z.derivatives[qz * z.n + k] / points_.height(e) : z.values[qz * z.n + k];
            const double *from = plane(e * z.degree + k, c, axis);
            double *to = &strains[s][std::size_t(qz) * n];
            for (unsigned q = 0; q < n; ++q)
              to[q] += weight * from[q];
          }
    };
    for (unsigned c = 0; c < 3; ++c)
      add(c, c, c);
    add(3, 1, 2);
    add(3, 2, 1);
    add(4, 0, 2);
    add(4, 2, 0);
    add(5, 0, 1);
    add(5, 1, 0);
  }

  std::array<double, 6> CellValues::strain(unsigned e, unsigned q, unsigned qz) const
  {
    if (points_.is_curved(e))
      {
        const auto u = curved_gradient(e, q, qz, 0), v = curved_gradient(e, q, qz, 1), w = curved_gradient(e, q, qz, 2);
        return {{u[0], v[1], w[2], v[2] + w[1], u[2] + w[0], u[1] + v[0]}};
      }
    const auto d = [&](unsigned c, unsigned axis) { return derivative(e, q, qz, c, axis); };
    return {{d(0, 0), d(1, 1), d(2, 2), d(1, 2) + d(2, 1), d(0, 2) + d(2, 0), d(0, 1) + d(1, 0)}};
  }
} // namespace sagitta::layered
