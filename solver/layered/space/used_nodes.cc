#include <solver/layered/space/used_nodes.h>

namespace sagitta::layered
{
  std::vector<char> find_used_nodes(const LayeredSpace &space, const std::vector<char> &is_filled)
  {
    const PlanSpace &plan = space.plan();
    const LayeredSpace nodes(space.plan_pointer(), space.grid_pointer(), space.degree_z(), 1);
    const unsigned n_z = space.n_z(), q = space.degree_z(), n_elements = space.n_elements();
    Vector<float> touched;
    nodes.initialise(touched);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned e = 0; e < n_elements; ++e)
        if (is_filled[std::size_t(cell) * n_elements + e])
          for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
            for (unsigned k = e * q; k <= (e + 1) * q; ++k)
              touched.begin()[std::size_t(plan.cell_dofs(cell)[i]) * n_z + k] = 1;
    touched.compress(dealii::VectorOperation::add);
    touched.update_ghost_values();
    std::vector<char> is_used(std::size_t(plan.n_local()) * n_z);
    for (std::size_t node = 0; node < is_used.size(); ++node)
      is_used[node] = touched.begin()[node] != 0;
    return is_used;
  }
} // namespace sagitta::layered
