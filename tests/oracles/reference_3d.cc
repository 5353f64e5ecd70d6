#include <tests/oracles/reference_3d.h>

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/fe/mapping_q1.h>
#include <deal.II/grid/grid_tools.h>

#include <algorithm>

namespace sagitta::tests
{
  namespace
  {
    double smallest_extent(const dealii::Triangulation<3> &mesh)
    {
      return 1e-5 * dealii::GridTools::minimal_cell_diameter(mesh);
    }

    /// Flux of a gradient [component][axis]: Fourier's law, or Hooke's law in Voigt's notation.
    std::array<dealii::Tensor<1, 3>, 3> flux_of(const std::array<double, 9> &c, const std::array<dealii::Tensor<1, 3>, 3> &g,
                                                unsigned n_components)
    {
      std::array<dealii::Tensor<1, 3>, 3> flux;
      if (n_components == 1)
        {
          for (unsigned d = 0; d < 3; ++d)
            flux[0][d] = c[d] * g[0][d];
          return flux;
        }
      const double exx = g[0][0], eyy = g[1][1], ezz = g[2][2];
      const double gyz = g[1][2] + g[2][1], gxz = g[0][2] + g[2][0], gxy = g[0][1] + g[1][0];
      const double sxx = c[0] * exx + c[3] * eyy + c[4] * ezz;
      const double syy = c[3] * exx + c[1] * eyy + c[5] * ezz;
      const double szz = c[4] * exx + c[5] * eyy + c[2] * ezz;
      const double syz = c[6] * gyz, sxz = c[7] * gxz, sxy = c[8] * gxy;
      flux[0] = dealii::Tensor<1, 3>({sxx, sxy, sxz});
      flux[1] = dealii::Tensor<1, 3>({sxy, syy, syz});
      flux[2] = dealii::Tensor<1, 3>({sxz, syz, szz});
      return flux;
    }
  } // namespace

  Reference3d::Reference3d(const dealii::Triangulation<3> &mesh, unsigned degree, unsigned n_components, const std::vector<double> &levels,
                           const MaterialField &material)
      : n_components_(n_components), levels_(levels), material_(material), element_(dealii::FE_Q<3>(degree), n_components),
        dof_handler_(mesh), points_(smallest_extent(mesh))
  {
    dof_handler_.distribute_dofs(element_);
    point_of_.resize(n_dofs());
    const auto &unit_points = element_.get_unit_support_points();
    dealii::FEValues<3> values(element_, dealii::Quadrature<3>(unit_points), dealii::update_quadrature_points);
    std::vector<dealii::types::global_dof_index> dofs(element_.dofs_per_cell);
    for (const auto &cell : dof_handler_.active_cell_iterators())
      {
        values.reinit(cell);
        cell->get_dof_indices(dofs);
        for (unsigned i = 0; i < dofs.size(); ++i)
          {
            const unsigned point = points_.insert(values.quadrature_point(i));
            if (point == dof_at_.size())
              dof_at_.push_back({{-1, -1, -1}});
            point_of_[dofs[i]] = point;
            dof_at_[point][element_.system_to_component_index(i).first] = static_cast<int>(dofs[i]);
          }
      }
  }

  int Reference3d::find(const dealii::Point<3> &point, unsigned component) const
  {
    const int index = points_.find(point);
    return index < 0 ? -1 : dof_at_[index][component];
  }

  dealii::Vector<double> Reference3d::apply(const dealii::Vector<double> &u) const
  {
    const dealii::QGauss<3> rule(element_.degree + 1);
    dealii::FEValues<3> values(element_, rule, dealii::update_gradients | dealii::update_JxW_values);
    const unsigned n = element_.dofs_per_cell;
    std::vector<dealii::types::global_dof_index> dofs(n);
    dealii::Vector<double> result(n_dofs());
    for (const auto &cell : dof_handler_.active_cell_iterators())
      {
        values.reinit(cell);
        cell->get_dof_indices(dofs);
        const dealii::Point<3> centre = cell->center();
        const auto above = std::upper_bound(levels_.begin(), levels_.end(), centre[2]);
        const std::array<double, 9> c = material_(centre[0], centre[1], static_cast<unsigned>(above - levels_.begin() - 1));
        for (unsigned q = 0; q < rule.size(); ++q)
          {
            std::array<dealii::Tensor<1, 3>, 3> gradient;
            for (unsigned i = 0; i < n; ++i)
              gradient[element_.system_to_component_index(i).first] += u(dofs[i]) * values.shape_grad(i, q);
            const auto flux = flux_of(c, gradient, n_components_);
            for (unsigned i = 0; i < n; ++i)
              result(dofs[i]) += values.JxW(q) * (flux[element_.system_to_component_index(i).first] * values.shape_grad(i, q));
          }
      }
    return result;
  }

  void make_box_mesh(dealii::Triangulation<3> &mesh, const std::array<std::vector<double>, 3> &coordinates)
  {
    std::vector<std::array<dealii::Point<2>, 4>> plan;
    for (std::size_t j = 0; j + 1 < coordinates[1].size(); ++j)
      for (std::size_t i = 0; i + 1 < coordinates[0].size(); ++i)
        {
          const double x0 = coordinates[0][i], x1 = coordinates[0][i + 1], y0 = coordinates[1][j], y1 = coordinates[1][j + 1];
          plan.push_back({{{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}}});
        }
    extrude_plan(mesh, plan, coordinates[2]);
  }

  void extrude_plan(dealii::Triangulation<3> &mesh, const std::vector<std::array<dealii::Point<2>, 4>> &plan_cells,
                    const std::vector<double> &levels)
  {
    double shortest = 1e300;
    for (const auto &cell : plan_cells)
      shortest = std::min(shortest, cell[0].distance(cell[1]));
    PointTable<2> plan_vertices(1e-5 * shortest);
    std::vector<std::array<unsigned, 4>> plan_cell_vertices;
    for (const auto &cell : plan_cells)
      {
        plan_cell_vertices.emplace_back();
        for (unsigned v = 0; v < 4; ++v)
          plan_cell_vertices.back()[v] = plan_vertices.insert(cell[v]);
      }
    std::vector<dealii::Point<3>> vertices;
    for (const double z : levels)
      for (unsigned v = 0; v < plan_vertices.size(); ++v)
        vertices.emplace_back(plan_vertices[v][0], plan_vertices[v][1], z);
    std::vector<dealii::CellData<3>> cells;
    for (unsigned e = 0; e + 1 < levels.size(); ++e)
      for (const auto &plan_cell : plan_cell_vertices)
        {
          dealii::CellData<3> cell;
          for (unsigned v = 0; v < 8; ++v)
            cell.vertices[v] = plan_cell[v % 4] + (e + v / 4) * plan_vertices.size();
          cells.push_back(cell);
        }
    mesh.create_triangulation(vertices, cells, dealii::SubCellData());
  }
} // namespace sagitta::tests
