#include <tests/oracles/reference_3d.h>

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/grid/grid_tools.h>
#include <deal.II/lac/dynamic_sparsity_pattern.h>
#include <deal.II/lac/sparse_direct.h>
#include <deal.II/lac/sparse_matrix.h>

#include <algorithm>
#include <limits>
#include <utility>

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

    /// The same for a full matrix.
    std::array<dealii::Tensor<1, 3>, 3> flux_of(const Tangent &tangent, const std::array<dealii::Tensor<1, 3>, 3> &g, unsigned n_components)
    {
      std::array<dealii::Tensor<1, 3>, 3> flux;
      if (n_components == 1)
        {
          for (unsigned a = 0; a < 3; ++a)
            for (unsigned b = 0; b < 3; ++b)
              flux[0][a] += tangent[a][b] * g[0][b];
          return flux;
        }
      const std::array<double, 6> strain{{g[0][0], g[1][1], g[2][2], g[1][2] + g[2][1], g[0][2] + g[2][0], g[0][1] + g[1][0]}};
      std::array<double, 6> stress{};
      for (unsigned a = 0; a < 6; ++a)
        for (unsigned b = 0; b < 6; ++b)
          stress[a] += tangent[a][b] * strain[b];
      flux[0] = dealii::Tensor<1, 3>({stress[0], stress[5], stress[4]});
      flux[1] = dealii::Tensor<1, 3>({stress[5], stress[1], stress[3]});
      flux[2] = dealii::Tensor<1, 3>({stress[4], stress[3], stress[2]});
      return flux;
    }
  } // namespace

  MappedMesh::MappedMesh(const dealii::Triangulation<3> &mesh, std::shared_ptr<const dealii::Mapping<3>> mapping)
      : mesh(mesh), mapping(mapping ? std::move(mapping) : std::make_shared<const dealii::MappingQ<3>>(1))
  {
  }

  Reference3d::Reference3d(const MappedMesh &mesh, unsigned degree, unsigned n_components, const std::vector<double> &levels,
                           const MaterialField &material)
      : n_components_(n_components), levels_(levels), material_(material), mapping_(mesh.mapping),
        element_(dealii::FE_Q<3>(degree), n_components), dof_handler_(mesh.mesh), points_(smallest_extent(mesh.mesh))
  {
    dof_handler_.distribute_dofs(element_);
    point_of_.resize(n_dofs());
    const auto &unit_points = element_.get_unit_support_points();
    dealii::FEValues<3> values(*mapping_, element_, dealii::Quadrature<3>(unit_points), dealii::update_quadrature_points);
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

  dealii::Vector<double> Reference3d::integrate(const dealii::Vector<double> &u, const Law &law) const
  {
    const dealii::QGauss<3> rule(element_.degree + 1);
    dealii::FEValues<3> values(*mapping_, element_, rule,
                               dealii::update_gradients | dealii::update_quadrature_points | dealii::update_JxW_values);
    const unsigned n = element_.dofs_per_cell;
    std::vector<dealii::types::global_dof_index> dofs(n);
    dealii::Vector<double> result(n_dofs());
    for (const auto &cell : dof_handler_.active_cell_iterators())
      {
        values.reinit(cell);
        cell->get_dof_indices(dofs);
        for (unsigned q = 0; q < rule.size(); ++q)
          {
            Gradient gradient;
            for (unsigned i = 0; i < n; ++i)
              gradient[element_.system_to_component_index(i).first] += u(dofs[i]) * values.shape_grad(i, q);
            const Gradient flux = law(gradient, values.quadrature_point(q), cell->center());
            for (unsigned i = 0; i < n; ++i)
              result(dofs[i]) += values.JxW(q) * (flux[element_.system_to_component_index(i).first] * values.shape_grad(i, q));
          }
      }
    return result;
  }

  dealii::Vector<double> Reference3d::apply(const dealii::Vector<double> &u) const
  {
    return integrate(u, [&](const Gradient &gradient, const dealii::Point<3> &, const dealii::Point<3> &centre) {
      return flux_of(material_of(centre), gradient, n_components_);
    });
  }

  dealii::Vector<double> Reference3d::apply(const dealii::Vector<double> &u, const TangentField &tangent) const
  {
    return integrate(u, [&](const Gradient &gradient, const dealii::Point<3> &at, const dealii::Point<3> &centre) {
      return flux_of(tangent(at, centre, element_at(centre)), gradient, n_components_);
    });
  }

  unsigned Reference3d::element_at(const dealii::Point<3> &centre) const
  {
    return static_cast<unsigned>(std::upper_bound(levels_.begin(), levels_.end(), centre[2]) - levels_.begin() - 1);
  }

  std::array<double, 9> Reference3d::material_of(const dealii::Point<3> &centre) const
  {
    return material_(centre[0], centre[1], element_at(centre));
  }

  std::vector<char> Reference3d::find_active() const
  {
    std::vector<char> is_active(n_dofs(), 0);
    std::vector<dealii::types::global_dof_index> dofs(element_.dofs_per_cell);
    for (const auto &cell : dof_handler_.active_cell_iterators())
      if (material_of(cell->center())[0] > 0)
        {
          cell->get_dof_indices(dofs);
          for (const auto dof : dofs)
            is_active[dof] = 1;
        }
    return is_active;
  }

  dealii::Vector<double> Reference3d::load(const Load3d &load) const
  {
    const dealii::QGauss<3> rule(element_.degree + 1);
    dealii::FEValues<3> values(*mapping_, element_, rule,
                               dealii::update_values | dealii::update_gradients | dealii::update_quadrature_points |
                                   dealii::update_JxW_values);
    std::vector<dealii::types::global_dof_index> dofs(element_.dofs_per_cell);
    dealii::Vector<double> result(n_dofs());
    for (const auto &cell : dof_handler_.active_cell_iterators())
      {
        const dealii::Point<3> centre = cell->center();
        if (material_of(centre)[0] == 0)
          continue;
        values.reinit(cell);
        cell->get_dof_indices(dofs);
        const dealii::Tensor<1, 3> force = load.body_force ? load.body_force(centre, element_at(centre)) : dealii::Tensor<1, 3>();
        for (unsigned q = 0; q < rule.size(); ++q)
          {
            std::array<double, 6> s{};
            if (load.free_stress)
              s = load.free_stress(values.quadrature_point(q), centre, element_at(centre));
            const std::array<dealii::Tensor<1, 3>, 3> stress{{dealii::Tensor<1, 3>({s[0], s[5], s[4]}),
                                                              dealii::Tensor<1, 3>({s[5], s[1], s[3]}),
                                                              dealii::Tensor<1, 3>({s[4], s[3], s[2]})}};
            for (unsigned i = 0; i < dofs.size(); ++i)
              {
                const unsigned c = element_.system_to_component_index(i).first;
                result(dofs[i]) += values.JxW(q) * (stress[c] * values.shape_grad(i, q) + force[c] * values.shape_value(i, q));
              }
          }
      }
    if (load.traction)
      add_traction(load, result);
    return result;
  }

  void Reference3d::add_traction(const Load3d &load, dealii::Vector<double> &result) const
  {
    const dealii::QGauss<2> rule(element_.degree + 1);
    dealii::FEFaceValues<3> values(*mapping_, element_, rule,
                                   dealii::update_values | dealii::update_normal_vectors | dealii::update_JxW_values);
    std::vector<dealii::types::global_dof_index> dofs(element_.dofs_per_cell);
    for (const auto &cell : dof_handler_.active_cell_iterators())
      for (unsigned f = 0; f < 6 && material_of(cell->center())[0] > 0; ++f)
        {
          if (!cell->at_boundary(f) && material_of(cell->neighbor(f)->center())[0] > 0)
            continue;
          values.reinit(cell, f);
          cell->get_dof_indices(dofs);
          const dealii::Tensor<1, 3> traction = load.traction(cell->face(f)->center(), values.normal_vector(0));
          for (unsigned q = 0; q < rule.size(); ++q)
            for (unsigned i = 0; i < dofs.size(); ++i)
              result(dofs[i]) += values.JxW(q) * traction[element_.system_to_component_index(i).first] * values.shape_value(i, q);
        }
  }

  dealii::FullMatrix<double> Reference3d::cell_matrix(const dealii::FEValues<3> &values, const std::array<double, 9> &c) const
  {
    const unsigned n = element_.dofs_per_cell;
    dealii::FullMatrix<double> matrix(n, n);
    for (unsigned q = 0; q < values.n_quadrature_points; ++q)
      for (unsigned j = 0; j < n; ++j)
        {
          std::array<dealii::Tensor<1, 3>, 3> gradient;
          gradient[element_.system_to_component_index(j).first] = values.shape_grad(j, q);
          const auto flux = flux_of(c, gradient, n_components_);
          for (unsigned i = 0; i < n; ++i)
            matrix(i, j) += values.JxW(q) * (flux[element_.system_to_component_index(i).first] * values.shape_grad(i, q));
        }
    return matrix;
  }

  dealii::Vector<double> Reference3d::solve(const dealii::Vector<double> &load, const std::vector<char> &is_constrained) const
  {
    const std::vector<char> is_active = find_active();
    const auto is_free = [&](dealii::types::global_dof_index dof) { return is_active[dof] && !is_constrained[dof]; };
    dealii::DynamicSparsityPattern couplings(n_dofs());
    dealii::DoFTools::make_sparsity_pattern(dof_handler_, couplings);
    dealii::SparsityPattern pattern;
    pattern.copy_from(couplings);
    dealii::SparseMatrix<double> matrix(pattern);

    const dealii::QGauss<3> rule(element_.degree + 1);
    dealii::FEValues<3> values(*mapping_, element_, rule, dealii::update_gradients | dealii::update_JxW_values);
    std::vector<dealii::types::global_dof_index> dofs(element_.dofs_per_cell);
    for (const auto &cell : dof_handler_.active_cell_iterators())
      {
        const std::array<double, 9> c = material_of(cell->center());
        if (c[0] == 0)
          continue;
        values.reinit(cell);
        cell->get_dof_indices(dofs);
        const dealii::FullMatrix<double> local = cell_matrix(values, c);
        for (unsigned i = 0; i < dofs.size(); ++i)
          for (unsigned j = 0; j < dofs.size(); ++j)
            if (is_free(dofs[i]) && is_free(dofs[j]))
              matrix.add(dofs[i], dofs[j], local(i, j));
      }
    const double typical = matrix.linfty_norm();
    dealii::Vector<double> right(load), x(n_dofs()), residual, step(n_dofs());
    for (unsigned dof = 0; dof < n_dofs(); ++dof)
      if (!is_free(dof))
        {
          matrix.set(dof, dof, typical);
          right(dof) = 0;
        }

    dealii::SparseDirectUMFPACK factor;
    factor.initialize(matrix);
    residual = right;
    for (double last = std::numeric_limits<double>::infinity(); residual.l2_norm() < .5 * last;)
      {
        last = residual.l2_norm();
        factor.vmult(step, residual);
        x += step;
        matrix.residual(residual, x, right);
      }
    return x;
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
