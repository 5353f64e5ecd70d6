#include <solver/layered/space/plan_space.h>

#include <solver/layered/space/compat.h>

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/lac/la_parallel_vector.h>

#include <algorithm>
#include <cmath>

namespace sagitta::layered
{
  namespace
  {
    using dealii::types::global_dof_index;

    /// Polynomial weights below this are rounding errors of nodes that coincide.
    constexpr double negligible_weight = 1e-13;

    /// Constrains the DoFs on the two halves of an edge to the polynomial of the whole edge. On a snapped edge the axis map moves the
    /// half-way node, so the polynomial is evaluated at the physical position; on a mapped edge at the reference position.
    void tie_face(const dealii::DoFHandler<2>::active_cell_iterator &cell, unsigned face_number, const ReferenceElement &element,
                  bool is_rectangular, dealii::AffineConstraints<double> &constraints)
    {
      const auto face = cell->face(face_number);
      const unsigned n = element.n;
      std::vector<global_dof_index> whole(n), half(n);
      face->get_dof_indices(whole);
      // On a line deal.II numbers the two ends first, then the interior nodes.
      std::vector<unsigned> line_to_node(n);
      line_to_node[0] = 0;
      line_to_node[1] = n - 1;
      for (unsigned i = 2; i < n; ++i)
        line_to_node[i] = i - 1;

      const dealii::Point<2> origin = face->vertex(0);
      const double length = face->vertex(1).distance(origin);
      for (unsigned child = 0; child < 2; ++child)
        {
          const auto part = face->child(child);
          part->get_dof_indices(half);
          for (unsigned i = 0; i < n; ++i)
            {
              const double s = element.nodes[line_to_node[i]];
              double t = .5 * (child + s);
              if (is_rectangular)
                t = (origin.distance(part->vertex(0)) * (1 - s) + origin.distance(part->vertex(1)) * s) / length;
              if (std::find(whole.begin(), whole.end(), half[i]) != whole.end() || constraints.is_constrained(half[i]))
                continue;
              const std::vector<double> weights = element.evaluate(t);
              constraints.add_line(half[i]);
              for (unsigned j = 0; j < n; ++j)
                if (std::abs(weights[line_to_node[j]]) > negligible_weight)
                  constraints.add_entry(half[i], whole[j], weights[line_to_node[j]]);
            }
        }
    }

    /// For each node ix + n iy the index of that node in FE_Q, found by its support point.
    std::vector<unsigned> lexicographic_order(const dealii::FiniteElement<2> &fe, const ReferenceElement &element)
    {
      const auto node_at = [&](double x) {
        unsigned nearest = 0;
        for (unsigned i = 1; i < element.n; ++i)
          if (std::abs(element.nodes[i] - x) < std::abs(element.nodes[nearest] - x))
            nearest = i;
        return nearest;
      };
      std::vector<unsigned> order(fe.dofs_per_cell);
      for (unsigned h = 0; h < fe.dofs_per_cell; ++h)
        order[node_at(fe.unit_support_point(h)[0]) + element.n * node_at(fe.unit_support_point(h)[1])] = h;
      return order;
    }

    dealii::AffineConstraints<double> make_hanging_constraints(const dealii::DoFHandler<2> &dof_handler, const ReferenceElement &element,
                                                               bool is_rectangular, const dealii::IndexSet &relevant)
    {
      dealii::AffineConstraints<double> constraints = make_constraints(dof_handler.locally_owned_dofs(), relevant);
      for (const auto &cell : dof_handler.active_cell_iterators())
        if (!cell->is_artificial())
          for (const unsigned f : cell->face_indices())
            if (cell->face(f)->has_children() && !cell->at_boundary(f))
              {
                bool is_known = true;
                for (unsigned child = 0; child < 2; ++child)
                  is_known &= !cell->neighbor_child_on_subface(f, child)->is_artificial();
                if (is_known)
                  tie_face(cell, f, element, is_rectangular, constraints);
              }
      constraints.close();
      return constraints;
    }
  } // namespace

  namespace
  {
    /// Is a mapped cell with these Jacobians the box of its vertices, its own axes those of the plan?
    bool covers_box(const std::array<double, 4> &box, const std::vector<std::array<double, 5>> &points)
    {
      constexpr double rounding = 1e-9;
      const double width = box[2] - box[0], height = box[3] - box[1];
      return std::all_of(points.begin(), points.end(), [&](const std::array<double, 5> &point) {
        return std::abs(point[0] * width - 1) < rounding && std::abs(point[1] * width) < rounding &&
               std::abs(point[2] * height) < rounding && std::abs(point[3] * height - 1) < rounding;
      });
    }
  } // namespace

  PlanSpace::PlanSpace(std::shared_ptr<const Triangulation> triangulation, unsigned degree, bool is_rectangular, MPI_Comm communicator)
      : communicator_(communicator), triangulation_(std::move(triangulation)), element_(degree), is_rectangular_(is_rectangular),
        mapping_(std::make_unique<dealii::MappingQ<2>>(is_rectangular ? 1 : std::max(degree, 2u))), dof_handler_(*triangulation_)
  {
    dof_handler_.distribute_dofs(dealii::FE_Q<2>(degree));
    find_hanging_nodes();
    find_cells();
    find_geometry();
  }

  void PlanSpace::find_hanging_nodes()
  {
    dealii::IndexSet relevant;
    dealii::DoFTools::extract_locally_relevant_dofs(dof_handler_, relevant);
    const auto constraints = make_hanging_constraints(dof_handler_, element_, is_rectangular_, relevant);

    // Ghosts: the DoFs of owned cells and all that they depend on.
    const dealii::IndexSet &owned = dof_handler_.locally_owned_dofs();
    dealii::IndexSet active;
    dealii::DoFTools::extract_locally_active_dofs(dof_handler_, active);
    dealii::IndexSet ghosts(owned.size());
    ghosts.add_indices(active);
    std::vector<global_dof_index> masters;
    for (const global_dof_index dof : active)
      if (const auto *entries = constraints.get_constraint_entries(dof))
        for (const auto &entry : *entries)
          masters.push_back(entry.first);
    std::sort(masters.begin(), masters.end());
    ghosts.add_indices(masters.begin(), std::unique(masters.begin(), masters.end()));
    ghosts.compress();
    partitioner_ = std::make_shared<const dealii::Utilities::MPI::Partitioner>(owned, ghosts, communicator_);

    is_hanging_.assign(n_local(), 0);
    hanging_.start.push_back(0);
    for (const global_dof_index dof : active)
      if (const auto *entries = constraints.get_constraint_entries(dof))
        {
          hanging_.column.push_back(partitioner_->global_to_local(dof));
          is_hanging_[hanging_.column.back()] = 1;
          for (const auto &[master, weight] : *entries)
            {
              hanging_.master.push_back(partitioner_->global_to_local(master));
              hanging_.weight.push_back(weight);
            }
          hanging_.start.push_back(static_cast<unsigned>(hanging_.master.size()));
        }
  }

  void PlanSpace::find_cells()
  {
    const std::vector<unsigned> to_hierarchic = lexicographic_order(dof_handler_.get_fe(), element_);
    std::vector<global_dof_index> dofs(dofs_per_cell());
    positions_.assign(n_local(), {{0, 0}});

    dealii::Quadrature<2> nodes(dof_handler_.get_fe().get_unit_support_points());
    dealii::FEValues<2> values(*mapping_, dof_handler_.get_fe(), nodes, dealii::update_quadrature_points);

    for (const auto &cell : dof_handler_.active_cell_iterators())
      {
        if (!cell->is_locally_owned())
          continue;
        cells_.push_back(cell);
        cell->get_dof_indices(dofs);
        values.reinit(cell);
        char has_hanging = 0;
        for (unsigned i = 0; i < dofs_per_cell(); ++i)
          {
            const unsigned h = to_hierarchic[i];
            const unsigned local = partitioner_->global_to_local(dofs[h]);
            cell_dofs_.push_back(local);
            positions_[local] = {{values.quadrature_point(h)[0], values.quadrature_point(h)[1]}};
            has_hanging |= is_hanging_[local];
          }
        cell_has_hanging_.push_back(has_hanging);
        double x0 = cell->vertex(0)[0], x1 = x0, y0 = cell->vertex(0)[1], y1 = y0;
        for (unsigned v = 1; v < 4; ++v)
          {
            x0 = std::min(x0, cell->vertex(v)[0]);
            x1 = std::max(x1, cell->vertex(v)[0]);
            y0 = std::min(y0, cell->vertex(v)[1]);
            y1 = std::max(y1, cell->vertex(v)[1]);
          }
        boxes_.push_back({{x0, y0, x1, y1}});
      }
    share_positions();
  }

  void PlanSpace::share_positions()
  {
    // Masters of hanging nodes may lie on no cell of this rank: their owners send the positions.
    dealii::LinearAlgebra::distributed::Vector<double> coordinate(partitioner_);
    for (unsigned axis = 0; axis < 2; ++axis)
      {
        coordinate.zero_out_ghost_values();
        for (unsigned dof = 0; dof < n_owned(); ++dof)
          coordinate.local_element(dof) = positions_[dof][axis];
        coordinate.update_ghost_values();
        for (unsigned dof = n_owned(); dof < n_local(); ++dof)
          positions_[dof][axis] = coordinate.local_element(dof);
      }
  }

  void PlanSpace::find_geometry()
  {
    const unsigned n = element_.n;
    rectangle_geometry_.resize(n * n);
    areas_.resize(n_cells());
    if (is_rectangular_)
      for (unsigned c = 0; c < n_cells(); ++c)
        areas_[c] = (boxes_[c][2] - boxes_[c][0]) * (boxes_[c][3] - boxes_[c][1]);
    else
      {
        dealii::FEValues<2> values(*mapping_, dof_handler_.get_fe(), dealii::QGauss<2>(n),
                                   dealii::update_inverse_jacobians | dealii::update_JxW_values);
        mapped_geometry_.resize(n_cells());
        for (unsigned c = 0; c < n_cells(); ++c)
          {
            values.reinit(cells_[c]);
            areas_[c] = 0;
            for (unsigned q = 0; q < n * n; ++q)
              {
                const auto &inverse = values.inverse_jacobian(q);
                mapped_geometry_[c].push_back({{inverse[0][0], inverse[0][1], inverse[1][0], inverse[1][1], values.JxW(q)}});
                areas_[c] += values.JxW(q);
              }
            is_rectangle_.push_back(covers_box(boxes_[c], mapped_geometry_[c]));
          }
      }
    std::array<double, 2> sums{{0, double(n_cells())}};
    for (const double area : areas_)
      sums[0] += area;
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, communicator_);
    mean_cell_width_ = std::sqrt(sums[0] / sums[1]);
  }

  const std::vector<std::array<double, 5>> &PlanSpace::geometry(unsigned cell) const
  {
    if (!is_rectangular_)
      return mapped_geometry_[cell];
    const unsigned n = element_.n;
    const double width = boxes_[cell][2] - boxes_[cell][0], height = boxes_[cell][3] - boxes_[cell][1];
    for (unsigned qy = 0; qy < n; ++qy)
      for (unsigned qx = 0; qx < n; ++qx)
        rectangle_geometry_[qx + n * qy] = {{1 / width, 0, 0, 1 / height, width * height * element_.weights[qx] * element_.weights[qy]}};
    return rectangle_geometry_;
  }

  void PlanSpace::evaluate_shapes(unsigned cell, CellShapes &shapes) const
  {
    const unsigned n = element_.n, nn = n * n;
    shapes.value.resize(nn * nn);
    shapes.dx.resize(nn * nn);
    shapes.dy.resize(nn * nn);
    shapes.weight.resize(nn);
    const auto &points = geometry(cell);
    for (unsigned qy = 0; qy < n; ++qy)
      for (unsigned qx = 0; qx < n; ++qx)
        {
          const unsigned q = qx + n * qy;
          const auto &g = points[q];
          shapes.weight[q] = g[4];
          for (unsigned iy = 0; iy < n; ++iy)
            for (unsigned ix = 0; ix < n; ++ix)
              {
                const unsigned e = q * nn + ix + n * iy;
                const double vx = element_.values[qx * n + ix], vy = element_.values[qy * n + iy];
                const double dxi = element_.derivatives[qx * n + ix] * vy, deta = vx * element_.derivatives[qy * n + iy];
                shapes.value[e] = vx * vy;
                shapes.dx[e] = dxi * g[0] + deta * g[2];
                shapes.dy[e] = dxi * g[1] + deta * g[3];
              }
        }
  }
} // namespace sagitta::layered
