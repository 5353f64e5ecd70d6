#include <solver/mechanics/prescribed_temperature.h>

namespace sagitta::mechanics
{
  layered::Vector<double> interpolate(const layered::LayeredSpace &space,
                                      const std::function<double(const std::array<double, 3> &at, std::size_t node)> &value)
  {
    const layered::PlanSpace &plan = space.plan();
    layered::Vector<double> values;
    space.initialise(values);
    const auto column = [&](unsigned dof) { return values.begin() + std::size_t(dof) * space.n_z(); };
    for (unsigned dof = 0; dof < plan.n_local(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        column(dof)[k] = value(space.position(dof, k), std::size_t(dof) * space.n_z() + k);
    const layered::PlanSpace::HangingColumns &hanging = plan.hanging();
    for (std::size_t h = 0; h < hanging.column.size(); ++h)
      for (unsigned k = 0; k < space.n_z(); ++k)
        {
          double &sum = column(hanging.column[h])[k];
          sum = 0;
          for (unsigned m = hanging.start[h]; m < hanging.start[h + 1]; ++m)
            sum += hanging.weight[m] * column(hanging.master[m])[k];
        }
    return values;
  }

  layered::Vector<double> interpolate_table(const meshing::PointTable &table, const layered::LayeredSpace &space)
  {
    layered::Vector<double> values = interpolate(space, [&](const std::array<double, 3> &at, std::size_t) { return table.value(at); });
    values.update_ghost_values();
    return values;
  }
} // namespace sagitta::mechanics
