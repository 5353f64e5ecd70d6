#include <solver/layered/space/cell_points.h>

namespace sagitta::layered
{
  CellPoints::CellPoints(const LayeredSpace &space)
      : space_(space), geometry_(space), n_plan_(space.plan().dofs_per_cell()), n_layer_(space.element_z().n), plan_positions_(n_plan_),
        plan_integrals_(n_plan_), line_integrals_(space.plan().element().n, 0.), layer_integrals_(n_layer_, {{0, 0}})
  {
    const ReferenceElement &line = space.plan().element();
    for (unsigned q = 0; q < line.n; ++q)
      for (unsigned i = 0; i < line.n; ++i)
        {
          line_integrals_[i] += line.weights[q] * line.values[q * line.n + i];
          weights_.push_back(line.weights[q] * line.weights[i]);
        }
    for (unsigned k = 0; k < n_layer_; ++k)
      for (unsigned qz = 0; qz < n_layer_; ++qz)
        {
          layer_integrals_[k][0] += layer().weights[qz] * layer().values[qz * n_layer_ + k];
          layer_integrals_[k][1] += layer().weights[qz] * layer().derivatives[qz * n_layer_ + k];
        }
  }

  void CellPoints::enter(unsigned cell)
  {
    const PlanSpace &plan = space_.plan();
    cell_ = cell;
    plan.evaluate_shapes(cell, shapes_);
    const unsigned *dofs = plan.cell_dofs(cell);
    plan_integrals_.assign(n_plan_, {{0, 0, 0}});
    for (unsigned q = 0; q < n_plan_; ++q)
      {
        std::array<double, 2> at{{0, 0}};
        for (unsigned i = 0; i < n_plan_; ++i)
          {
            const unsigned entry = q * n_plan_ + i;
            for (unsigned a = 0; a < 2; ++a)
              at[a] += shapes_.value[entry] * plan.position(dofs[i])[a];
            plan_integrals_[i][0] += shapes_.weight[q] * shapes_.dx[entry];
            plan_integrals_[i][1] += shapes_.weight[q] * shapes_.dy[entry];
            plan_integrals_[i][2] += shapes_.weight[q] * shapes_.value[entry];
          }
        plan_positions_[q] = at;
      }
    find_curved_points();
  }

  void CellPoints::find_curved_points()
  {
    curved_points_.clear();
    if (!space_.shifts() || !space_.shifts()->is_curved_cell(cell_))
      return;
    curved_start_.assign(space_.n_elements(), 0);
    for (unsigned e = 0; e < space_.n_elements(); ++e)
      if (is_curved(e))
        {
          curved_start_[e] = curved_points_.size();
          const std::vector<CurvedPoint> points = CurvedElement(*space_.shifts(), cell_, e).quadrature_points();
          curved_points_.insert(curved_points_.end(), points.begin(), points.end());
        }
  }

  std::array<double, 3> CellPoints::gradient(unsigned e, unsigned i, unsigned k, unsigned q, unsigned qz) const
  {
    const unsigned plan_entry = q * n_plan_ + i, layer_entry = qz * n_layer_ + k;
    const double through = layer().values[layer_entry];
    const std::array<double, 3> upright{{shapes_.dx[plan_entry] * through, shapes_.dy[plan_entry] * through,
                                         shapes_.value[plan_entry] * layer().derivatives[layer_entry] / height(e)}};
    return is_curved(e) ? curved(e, q, qz).bend(upright) : upright;
  }

  double CellPoints::integral(unsigned e, unsigned i, unsigned k) const
  {
    if (!is_curved(e))
      return plan_integrals_[i][2] * (height(e) * layer_integrals_[k][0]);
    double sum = 0;
    for (unsigned qz = 0; qz < n_layer_; ++qz)
      for (unsigned q = 0; q < n_plan_; ++q)
        sum += jxw(e, q, qz) * value(i, k, q, qz);
    return sum;
  }

  double CellPoints::side_integral(unsigned e, unsigned side, unsigned i, unsigned k) const
  {
    if (is_curved(e))
      return CurvedElement(*space_.shifts(), cell_, e).side_integrals(side)[i * n_layer_ + k];
    return geometry_.side_length(cell_, side) * line_integrals_[i] * (height(e) * layer_integrals_[k][0]);
  }

  double CellPoints::level_integral(unsigned b, unsigned i) const
  {
    for (const bool is_above : {true, false})
      if (is_above ? b < space_.n_elements() : b > 0)
        if (const unsigned e = is_above ? b : b - 1; is_curved(e))
          return CurvedElement(*space_.shifts(), cell_, e).level_integrals(is_above ? 0 : space_.degree_z())[i];
    return plan_integrals_[i][2];
  }

  std::array<double, 3> CellPoints::gradient_integral(unsigned e, unsigned i, unsigned k) const
  {
    if (is_curved(e))
      {
        std::array<double, 3> sum{};
        for (unsigned qz = 0; qz < n_layer_; ++qz)
          for (unsigned q = 0; q < n_plan_; ++q)
            {
              const std::array<double, 3> at = gradient(e, i, k, q, qz);
              for (unsigned a = 0; a < 3; ++a)
                sum[a] += jxw(e, q, qz) * at[a];
            }
        return sum;
      }
    const double through = height(e) * layer_integrals_[k][0];
    return {{plan_integrals_[i][0] * through, plan_integrals_[i][1] * through, plan_integrals_[i][2] * layer_integrals_[k][1]}};
  }
} // namespace sagitta::layered
