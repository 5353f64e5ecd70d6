#include <solver/layered/space/point_values.h>

#include <solver/layered/space/curved_element.h>
#include <solver/layered/space/element_geometry.h>

#include <deal.II/base/quadrature.h>
#include <deal.II/fe/fe_values.h>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace sagitta::layered
{
  std::vector<std::array<double, 4>> evaluate_at(const LayeredSpace &space, const Vector<double> &field, const ElementPoint &point)
  {
    const auto &[cell, reference, element, level] = point;
    const PlanSpace &plan = space.plan();
    const ElementGeometry geometry(space);
    const ReferenceElement &in_plan = plan.element(), &through = space.element_z();
    dealii::FEValues<2> mapped(plan.mapping(), plan.dof_handler().get_fe(),
                               dealii::Quadrature<2>(dealii::Point<2>(reference[0], reference[1])), dealii::update_inverse_jacobians);
    mapped.reinit(plan.cell(cell));
    const auto &inverse = mapped.inverse_jacobian(0);

    const double height = geometry.height(element), zeta = std::clamp(geometry.zeta(element, level), 0., 1.);
    const auto x = in_plan.evaluate(reference[0]), y = in_plan.evaluate(reference[1]), w = through.evaluate(zeta);
    const auto dx = in_plan.evaluate_derivatives(reference[0]), dy = in_plan.evaluate_derivatives(reference[1]),
               dw = through.evaluate_derivatives(zeta);
    std::optional<CurvedPoint> curved;
    if (space.is_curved(cell, element))
      curved = CurvedElement(*space.shifts(), cell, element).at(reference, zeta);
    std::vector<std::array<double, 4>> result(space.n_components());
    for (unsigned iy = 0; iy < in_plan.n; ++iy)
      for (unsigned ix = 0; ix < in_plan.n; ++ix)
        {
          const double d_xi = dx[ix] * y[iy], d_eta = x[ix] * dy[iy], v = x[ix] * y[iy];
          const double gx = d_xi * inverse[0][0] + d_eta * inverse[1][0], gy = d_xi * inverse[0][1] + d_eta * inverse[1][1];
          const double *column = field.begin() + std::size_t(plan.cell_dofs(cell)[ix + in_plan.n * iy]) * space.column_size();
          for (unsigned k = 0; k < through.n; ++k)
            for (unsigned c = 0; c < space.n_components(); ++c)
              {
                const double u = column[(element * through.degree + k) * space.n_components() + c];
                result[c][0] += u * gx * w[k];
                result[c][1] += u * gy * w[k];
                result[c][2] += u * v * dw[k] / height;
                result[c][3] += u * v * w[k];
              }
        }
    for (unsigned c = 0; c < space.n_components() && curved; ++c)
      {
        const std::array<double, 3> gradient = curved->bend({{result[c][0], result[c][1], result[c][2]}});
        std::copy(gradient.begin(), gradient.end(), result[c].begin());
      }
    return result;
  }

  double value_at(const LayeredSpace &space, const Vector<double> &field, const ElementPoint &point)
  {
    const PlanSpace &plan = space.plan();
    const double zeta = std::clamp(ElementGeometry(space).zeta(point.element, point.z), 0., 1.);
    const std::vector<double> x = plan.element().evaluate(point.reference[0]), y = plan.element().evaluate(point.reference[1]),
                              w = space.element_z().evaluate(zeta);
    double value = 0;
    for (std::size_t j = 0; j < y.size(); ++j)
      for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t k = 0; k < w.size(); ++k)
          value +=
              x[i] * y[j] * w[k] *
              field.begin()[std::size_t(plan.cell_dofs(point.cell)[i + x.size() * j]) * space.n_z() + point.element * space.degree_z() + k];
    return value;
  }
} // namespace sagitta::layered
