#include <solver/layered/cell_values.h>

namespace sagitta::layered
{
  void CellValues::load(unsigned cell, const Vector<double> &field)
  {
    const PlanSpace &plan = space_.plan();
    plan.evaluate_shapes(cell, shapes_);
    const unsigned n = plan.dofs_per_cell(), components = space_.n_components(), column_size = space_.column_size();
    planes_.assign(std::size_t(space_.n_z()) * n * components * 3, 0.);
    for (unsigned i = 0; i < n; ++i)
      {
        const double *column = field.begin() + std::size_t(plan.cell_dofs(cell)[i]) * column_size;
        for (unsigned k = 0; k < space_.n_z(); ++k)
          for (unsigned q = 0; q < n; ++q)
            for (unsigned c = 0; c < components; ++c)
              {
                double *to = &planes_[((std::size_t(k) * n + q) * components + c) * 3];
                const double u = column[k * components + c];
                to[0] += u * shapes_.dx[q * n + i];
                to[1] += u * shapes_.dy[q * n + i];
                to[2] += u * shapes_.value[q * n + i];
              }
      }
  }

  double CellValues::interpolate(unsigned e, unsigned q, unsigned qz, unsigned c, unsigned kind, bool is_z_derivative) const
  {
    const ReferenceElement &z = space_.element_z();
    const unsigned n = space_.plan().dofs_per_cell(), components = space_.n_components();
    const double *weights = is_z_derivative ? &z.derivatives[qz * z.n] : &z.values[qz * z.n];
    double sum = 0;
    for (unsigned k = 0; k < z.n; ++k)
      sum += weights[k] * planes_[((std::size_t(e * z.degree + k) * n + q) * components + c) * 3 + kind];
    return is_z_derivative ? sum / space_.grid().height(e) : sum;
  }

  std::array<double, 6> CellValues::strain(unsigned e, unsigned q, unsigned qz) const
  {
    const auto d = [&](unsigned c, unsigned axis) { return derivative(e, q, qz, c, axis); };
    return {{d(0, 0), d(1, 1), d(2, 2), d(1, 2) + d(2, 1), d(0, 2) + d(2, 0), d(0, 1) + d(1, 0)}};
  }

  std::array<double, 3> CellValues::position(unsigned cell, unsigned e, unsigned q, unsigned qz) const
  {
    const PlanSpace &plan = space_.plan();
    const unsigned n = plan.dofs_per_cell();
    std::array<double, 3> result{{0, 0, space_.grid().z[e] + space_.element_z().points[qz] * space_.grid().height(e)}};
    for (unsigned i = 0; i < n; ++i)
      for (unsigned a = 0; a < 2; ++a)
        result[a] += shapes_.value[q * n + i] * plan.position(plan.cell_dofs(cell)[i])[a];
    return result;
  }
} // namespace sagitta::layered
