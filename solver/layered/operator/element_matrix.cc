#include <solver/layered/operator/element_matrix.h>

#include <solver/layered/space/curved_element.h>
#include <solver/layered/space/element_geometry.h>

#include <optional>

namespace sagitta::layered
{
  std::vector<int> index_hanging(const PlanSpace &plan)
  {
    std::vector<int> index(plan.n_local(), -1);
    for (unsigned h = 0; h < plan.hanging().column.size(); ++h)
      index[plan.hanging().column[h]] = static_cast<int>(h);
    return index;
  }

  std::vector<NodeExpansion> expand_nodes(const PlanSpace &plan, const std::vector<int> &hanging_index, unsigned cell)
  {
    std::vector<NodeExpansion> nodes(plan.dofs_per_cell());
    const PlanSpace::HangingColumns &hanging = plan.hanging();
    for (unsigned i = 0; i < nodes.size(); ++i)
      {
        const unsigned dof = plan.cell_dofs(cell)[i];
        const int h = hanging_index[dof];
        if (h < 0)
          nodes[i].masters.emplace_back(dof, 1.);
        else
          for (unsigned e = hanging.start[h]; e < hanging.start[h + 1]; ++e)
            nodes[i].masters.emplace_back(hanging.master[e], hanging.weight[e]);
      }
    return nodes;
  }

  void PlanIntegrals::compute(const PlanSpace &plan, unsigned cell)
  {
    plan.evaluate_shapes(cell, shapes_);
    n_ = plan.dofs_per_cell();
    values_.assign(9 * n_ * n_, 0.);
    const std::array<const double *, 3> shape{{shapes_.dx.data(), shapes_.dy.data(), shapes_.value.data()}};
    for (unsigned a = 0; a < 3; ++a)
      for (unsigned b = 0; b < 3; ++b)
        for (unsigned q = 0; q < n_; ++q)
          for (unsigned i = 0; i < n_; ++i)
            {
              const double left = shapes_.weight[q] * shape[a][q * n_ + i];
              double *row = &values_[((a * 3 + b) * n_ + i) * n_];
              for (unsigned j = 0; j < n_; ++j)
                row[j] += left * shape[b][q * n_ + j];
            }
  }

  LayerIntegrals::LayerIntegrals(const ReferenceElement &element, double height) : n_(element.n), values_(4 * n_ * n_, 0.)
  {
    for (unsigned a = 0; a < 2; ++a)
      for (unsigned b = 0; b < 2; ++b)
        for (unsigned q = 0; q < n_; ++q)
          for (unsigned k = 0; k < n_; ++k)
            for (unsigned l = 0; l < n_; ++l)
              {
                const double left = a ? element.derivatives[q * n_ + k] / height : element.values[q * n_ + k];
                const double right = b ? element.derivatives[q * n_ + l] / height : element.values[q * n_ + l];
                values_[((a * 2 + b) * n_ + k) * n_ + l] += height * element.weights[q] * left * right;
              }
  }

  std::vector<LayerIntegrals> make_layer_integrals(const LayeredSpace &space)
  {
    std::vector<LayerIntegrals> integrals;
    for (unsigned e = 0; e < space.n_elements(); ++e)
      integrals.emplace_back(space.element_z(), space.grid().height(e));
    return integrals;
  }

  namespace
  {
    /// Plan nodes on face 0..3 (x0, x1, y0, y1) of a cell, along the face.
    std::vector<unsigned> face_nodes(unsigned face, unsigned n)
    {
      std::vector<unsigned> nodes;
      for (unsigned i = 0; i < n; ++i)
        nodes.push_back(face == 0 ? n * i : face == 1 ? n * i + n - 1 : face == 2 ? i : n * (n - 1) + i);
      return nodes;
    }

    /// The element on a boundary whose columns are curved, if there is one, and the z-node of it there.
    std::optional<std::array<unsigned, 2>> find_curved_at(const LayeredSpace &space, unsigned cell, unsigned boundary)
    {
      if (boundary < space.n_elements() && space.is_curved(cell, boundary))
        return {{boundary, 0}};
      if (boundary > 0 && space.is_curved(cell, boundary - 1))
        return {{boundary - 1, space.degree_z()}};
      return std::nullopt;
    }

    /// Integrals of the shapes of an element over its length [m].
    std::vector<double> find_nodal_lengths(const ReferenceElement &element, double length)
    {
      std::vector<double> lengths(element.n, 0.);
      for (unsigned q = 0; q < element.n; ++q)
        for (unsigned i = 0; i < element.n; ++i)
          lengths[i] += length * element.weights[q] * element.values[q * element.n + i];
      return lengths;
    }
  } // namespace

  void CurvedIntegrals::enter(unsigned cell)
  {
    if (points_.space().shifts() && points_.space().shifts()->is_curved_cell(cell))
      points_.enter(cell);
  }

  void CurvedIntegrals::compute(unsigned e, unsigned i, unsigned j)
  {
    const unsigned n = points_.n_layer();
    values_.assign(9 * n * n, 0.);
    left_.resize(n);
    right_.resize(n);
    for (unsigned q = 0; q < points_.n_plan(); ++q)
      for (unsigned qz = 0; qz < n; ++qz)
        {
          const double weight = points_.jxw(e, q, qz);
          for (unsigned k = 0; k < n; ++k)
            {
              left_[k] = points_.gradient(e, i, k, q, qz);
              right_[k] = points_.gradient(e, j, k, q, qz);
            }
          for (unsigned a = 0; a < 3; ++a)
            for (unsigned b = 0; b < 3; ++b)
              for (unsigned k = 0; k < n; ++k)
                for (unsigned l = 0; l < n; ++l)
                  values_[((a * 3 + b) * n + k) * n + l] += weight * left_[k][a] * right_[l][b];
        }
  }

  std::vector<double> find_nodal_areas(const LayeredSpace &space, unsigned cell, unsigned boundary)
  {
    if (const auto place = find_curved_at(space, cell, boundary))
      return CurvedElement(*space.shifts(), cell, (*place)[0]).level_integrals((*place)[1]);
    const PlanSpace &plan = space.plan();
    PlanSpace::CellShapes shapes;
    plan.evaluate_shapes(cell, shapes);
    const unsigned n = plan.dofs_per_cell();
    std::vector<double> areas(n, 0.);
    for (unsigned q = 0; q < n; ++q)
      for (unsigned i = 0; i < n; ++i)
        areas[i] += shapes.weight[q] * shapes.value[q * n + i];
    return areas;
  }

  void for_each_wall_film_entry(const LayeredSpace &space, const Coefficients &coefficients, unsigned cell,
                                const std::function<void(unsigned, unsigned, unsigned, unsigned, double)> &f)
  {
    const PlanSpace &plan = space.plan();
    const unsigned n_elements = space.n_elements(), n = plan.element().n;
    for (unsigned face = 0; face < 4; ++face)
      for (unsigned e = 0; e < n_elements; ++e)
        {
          const double film = coefficients.film_side[(std::size_t(cell) * 4 + face) * n_elements + e];
          if (film == 0)
            continue;
          const std::vector<unsigned> nodes = face_nodes(face, n);
          if (space.is_curved(cell, e))
            {
              const std::vector<double> areas = CurvedElement(*space.shifts(), cell, e).side_integrals(face);
              for (unsigned i = 0; i < n; ++i)
                for (unsigned k = 0; k <= space.degree_z(); ++k)
                  f(nodes[i], e * space.degree_z() + k, nodes[i], e * space.degree_z() + k, film * areas[i * (space.degree_z() + 1) + k]);
              continue;
            }
          const std::vector<double> along = find_nodal_lengths(plan.element(), side_length(plan, cell, face));
          const std::vector<double> up = find_nodal_lengths(space.element_z(), space.grid().height(e));
          for (unsigned i = 0; i < n; ++i)
            for (unsigned k = 0; k <= space.degree_z(); ++k)
              f(nodes[i], e * space.degree_z() + k, nodes[i], e * space.degree_z() + k, film * along[i] * up[k]);
        }
  }

  void for_each_film_entry(const LayeredSpace &space, const Coefficients &coefficients, unsigned cell,
                           const std::function<void(unsigned, unsigned, unsigned, unsigned, double)> &f)
  {
    const PlanSpace &plan = space.plan();
    const unsigned n_elements = space.n_elements();
    for (unsigned b = 0; b <= n_elements; ++b)
      {
        const double film = coefficients.film_level[std::size_t(cell) * (n_elements + 1) + b];
        if (film == 0)
          continue;
        const std::vector<double> areas = find_nodal_areas(space, cell, b);
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          f(i, b * space.degree_z(), i, b * space.degree_z(), film * areas[i]);
      }
    for_each_wall_film_entry(space, coefficients, cell, f);
  }
} // namespace sagitta::layered
