#include <solver/layered/operator/element_matrix.h>

#include <solver/layered/space/element_geometry.h>

#include <algorithm>

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

  void for_each_film_entry(const LayeredSpace &space, const Coefficients &coefficients, unsigned cell,
                           const std::function<void(unsigned, unsigned, unsigned, unsigned, double)> &f)
  {
    const unsigned n_elements = space.n_elements(), n = space.plan().element().n;
    const double *const level = &coefficients.film_level[std::size_t(cell) * (n_elements + 1)],
                        *const sides = &coefficients.film_side[std::size_t(cell) * 4 * n_elements];
    const auto has_film = [](double film) { return film != 0; };
    const bool has_storage = !coefficients.storage.empty();
    if (!has_storage && std::none_of(level, level + n_elements + 1, has_film) &&
        std::none_of(sides, sides + std::size_t(4) * n_elements, has_film))
      return;
    CellPoints points(space);
    points.enter(cell);
    const auto add = [&](unsigned node, unsigned k, double value) { f(node, k, node, k, value); };
    for (unsigned b = 0; b <= n_elements; ++b)
      for (unsigned i = 0; i < points.n_plan() && has_film(level[b]); ++i)
        add(i, b * space.degree_z(), level[b] * points.level_integral(b, i));
    for (unsigned side = 0; side < 4; ++side)
      for (unsigned e = 0; e < n_elements; ++e)
        if (const double film = sides[side * n_elements + e]; has_film(film))
          for (unsigned i = 0; i < n; ++i)
            for (unsigned k = 0; k < points.n_layer(); ++k)
              add(side_node(side, i, n), e * space.degree_z() + k, film * points.side_integral(e, side, i, k));
    for (unsigned e = 0; e < n_elements && has_storage; ++e)
      if (const double capacity = coefficients.storage[std::size_t(cell) * n_elements + e]; capacity != 0)
        for (unsigned i = 0; i < points.n_plan(); ++i)
          for (unsigned k = 0; k < points.n_layer(); ++k)
            add(i, e * space.degree_z() + k, capacity * points.integral(e, i, k));
  }
} // namespace sagitta::layered
