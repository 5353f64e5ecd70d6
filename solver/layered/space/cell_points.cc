#include <solver/layered/space/cell_points.h>

namespace sagitta::layered
{
  CellPoints::CellPoints(const LayeredSpace &space)
      : space_(space), geometry_(space.plan(), space.grid()), n_plan_(space.plan().dofs_per_cell()), n_layer_(space.element_z().n),
        plan_positions_(n_plan_), plan_integrals_(n_plan_), line_integrals_(space.plan().element().n, 0.),
        layer_integrals_(n_layer_, {{0, 0}})
  {
    const ReferenceElement &line = space.plan().element();
    for (unsigned q = 0; q < line.n; ++q)
      for (unsigned i = 0; i < line.n; ++i)
        line_integrals_[i] += line.weights[q] * line.values[q * line.n + i];
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
  }

  std::array<double, 3> CellPoints::gradient(unsigned e, unsigned i, unsigned k, unsigned q, unsigned qz) const
  {
    const unsigned plan_entry = q * n_plan_ + i, layer_entry = qz * n_layer_ + k;
    const double through = layer().values[layer_entry];
    return {{shapes_.dx[plan_entry] * through, shapes_.dy[plan_entry] * through,
             shapes_.value[plan_entry] * layer().derivatives[layer_entry] / height(e)}};
  }

  std::array<double, 3> CellPoints::gradient_integral(unsigned e, unsigned i, unsigned k) const
  {
    const double through = height(e) * layer_integrals_[k][0];
    return {{plan_integrals_[i][0] * through, plan_integrals_[i][1] * through, plan_integrals_[i][2] * layer_integrals_[k][1]}};
  }
} // namespace sagitta::layered
