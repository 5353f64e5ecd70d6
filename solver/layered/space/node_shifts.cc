#include <solver/layered/space/node_shifts.h>

#include <solver/layered/space/curved_element.h>

#include <cmath>
#include <stdexcept>

namespace sagitta::layered
{
  NodeShifts::NodeShifts(const PlanSpace &plan, const meshing::LayerGrid &grid, const std::vector<double> &z_nodes,
                         const ReferenceElement &through, const ColumnCurves &curves)
      : plan_(plan), grid_(grid), through_(through), n_z_(static_cast<unsigned>(z_nodes.size())), n_elements_(grid.n_elements()),
        column_of_(plan.n_local(), -1), is_curved_(std::size_t(plan.n_cells()) * n_elements_, 0), is_curved_cell_(plan.n_cells(), 0),
        profile_(plan.n_cells(), 0), areas_(plan.n_cells())
  {
    find_columns(curves, z_nodes);
    find_elements();
  }

  void NodeShifts::find_columns(const ColumnCurves &curves, const std::vector<double> &z_nodes)
  {
    for (const auto &profile : curves.profiles)
      for (const double z : z_nodes)
        {
          const double growth = profile(z);
          growth_.push_back(std::abs(growth) < 1e-12 ? 0. : growth); // rounding at the ends of a barrel
        }
    for (unsigned dof = 0; dof < plan_.n_local(); ++dof)
      if (const auto column = curves.find(plan_.position(dof)))
        {
          column_of_[dof] = static_cast<int>(columns_.size());
          columns_.push_back(*column);
        }
  }

  void NodeShifts::find_elements()
  {
    const unsigned q = through_.degree;
    for (unsigned cell = 0; cell < plan_.n_cells(); ++cell)
      for (unsigned e = 0; e < n_elements_; ++e)
        for (unsigned i = 0; i < plan_.dofs_per_cell(); ++i)
          for (unsigned k = e * q; k <= (e + 1) * q; ++k)
            if (const unsigned dof = plan_.cell_dofs(cell)[i]; is_curved_column(dof) && growth(dof, k) != 0)
              {
                const unsigned profile = columns_[static_cast<std::size_t>(column_of_[dof])].profile;
                if (is_curved_cell_[cell] && profile != profile_[cell])
                  throw std::logic_error("columns of one plan cell move by different profiles");
                profile_[cell] = profile;
                is_curved_[std::size_t(cell) * n_elements_ + e] = is_curved_cell_[cell] = 1;
              }
    for (unsigned cell = 0; cell < plan_.n_cells(); ++cell)
      for (unsigned e = 0; e < n_elements_ && is_curved_cell_[cell]; ++e)
        {
          double sum = 0;
          if (is_curved(cell, e))
            {
              const std::vector<CurvedPoint> points = CurvedElement(*this, cell, e).quadrature_points();
              const ReferenceElement &plane = plan_.element();
              for (std::size_t p = 0; p < points.size(); ++p)
                {
                  const std::size_t q_plan = p % plan_.dofs_per_cell(), qz = p / plan_.dofs_per_cell();
                  sum += plane.weights[q_plan % plane.n] * plane.weights[q_plan / plane.n] * through_.weights[qz] * points[p].determinant;
                }
            }
          areas_[cell].push_back(is_curved(cell, e) ? sum : plan_.area(cell));
        }
  }

  std::array<double, 2> NodeShifts::direction(unsigned dof) const
  {
    return is_curved_column(dof) ? columns_[static_cast<std::size_t>(column_of_[dof])].direction : std::array<double, 2>{{0, 0}};
  }

  double NodeShifts::growth(unsigned dof, unsigned z_node) const
  {
    return is_curved_column(dof) ? growth_[std::size_t(columns_[static_cast<std::size_t>(column_of_[dof])].profile) * n_z_ + z_node] : 0.;
  }

  std::array<double, 2> NodeShifts::shift(unsigned dof, unsigned z_node) const
  {
    const double share = growth(dof, z_node);
    const auto [x, y] = direction(dof);
    return {{share * x, share * y}};
  }

  std::vector<double> NodeShifts::plan_derivatives(unsigned cell) const
  {
    const ReferenceElement &plane = plan_.element();
    const unsigned n = plane.n;
    std::vector<double> result(std::size_t(10) * n * n, 0.);
    for (unsigned q = 0; q < n * n; ++q)
      for (unsigned i = 0; i < n * n; ++i)
        {
          const double *x = &plane.values[q % n * n], *dx = &plane.derivatives[q % n * n], *y = &plane.values[q / n * n],
                       *dy = &plane.derivatives[q / n * n];
          const unsigned dof = plan_.cell_dofs(cell)[i];
          const std::array<std::array<double, 2>, 2> vectors{{plan_.position(dof), direction(dof)}};
          double *to = &result[std::size_t(10) * q];
          for (unsigned v = 0; v < 2; ++v)
            for (unsigned a = 0; a < 2; ++a)
              {
                to[4 * v + 2 * a] += dx[i % n] * y[i / n] * vectors[v][a];
                to[4 * v + 2 * a + 1] += x[i % n] * dy[i / n] * vectors[v][a];
              }
          for (unsigned a = 0; a < 2; ++a)
            to[8 + a] += x[i % n] * y[i / n] * vectors[1][a];
        }
    return result;
  }

  std::array<double, 2> NodeShifts::growth_at(unsigned cell, unsigned element, unsigned qz) const
  {
    std::array<double, 2> growth{{0, 0}};
    for (unsigned k = 0; k < through_.n && is_curved_cell(cell); ++k)
      {
        const double at = growth_[std::size_t(profile_[cell]) * n_z_ + element * through_.degree + k];
        growth[0] += through_.values[qz * through_.n + k] * at;
        growth[1] += through_.derivatives[qz * through_.n + k] * at / height(element);
      }
    return growth;
  }

  double NodeShifts::area(unsigned cell, unsigned element) const
  {
    return is_curved_cell(cell) ? areas_[cell][element] : plan_.area(cell);
  }
} // namespace sagitta::layered
