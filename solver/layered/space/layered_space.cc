#include <solver/layered/space/layered_space.h>

#include <algorithm>

namespace sagitta::layered
{
  dealii::IndexSet expand_to_columns(const dealii::IndexSet &plan_dofs, unsigned size)
  {
    dealii::IndexSet result(plan_dofs.size() * size);
    for (auto interval = plan_dofs.begin_intervals(); interval != plan_dofs.end_intervals(); ++interval)
      result.add_range(*interval->begin() * size, (interval->last() + 1) * size);
    result.compress();
    return result;
  }

  LayeredSpace::LayeredSpace(std::shared_ptr<const PlanSpace> plan, std::shared_ptr<const meshing::LayerGrid> grid, unsigned degree_z,
                             unsigned n_components, const std::shared_ptr<const ColumnCurves> &curves)
      : plan_(std::move(plan)), grid_(std::move(grid)), element_z_(degree_z), n_components_(n_components)
  {
    z_nodes_.push_back(grid_->z.front());
    for (unsigned e = 0; e < grid_->n_elements(); ++e)
      for (unsigned k = 1; k <= degree_z; ++k)
        z_nodes_.push_back(k == degree_z ? grid_->z[e + 1] : grid_->z[e] + element_z_.nodes[k] * grid_->height(e));
    if (curves && !plan_->is_rectangular())
      shifts_ = std::make_shared<const NodeShifts>(*plan_, *grid_, z_nodes_, element_z_, *curves);
    partitioner_ = std::make_shared<const dealii::Utilities::MPI::Partitioner>(
        expand_to_columns(plan_->partitioner()->locally_owned_range(), column_size()),
        expand_to_columns(plan_->partitioner()->ghost_indices(), column_size()), communicator());
  }

  std::array<double, 3> LayeredSpace::position(unsigned dof, unsigned z_node) const
  {
    const auto &[x, y] = plan_->position(dof);
    const std::array<double, 2> shift = shifts_ ? shifts_->shift(dof, z_node) : std::array<double, 2>{{0, 0}};
    return {{x + shift[0], y + shift[1], z_nodes_[z_node]}};
  }

  void LayeredSpace::complete(Vector<double> &vector) const
  {
    vector.update_ghost_values();
    const PlanSpace::HangingColumns &hanging = plan_->hanging();
    const unsigned size = column_size();
    double *values = vector.begin();
    for (unsigned h = 0; h < hanging.column.size(); ++h)
      {
        double *column = values + std::size_t(hanging.column[h]) * size;
        std::fill(column, column + size, 0.);
        for (unsigned e = hanging.start[h]; e < hanging.start[h + 1]; ++e)
          for (unsigned k = 0; k < size; ++k)
            column[k] += hanging.weight[e] * values[std::size_t(hanging.master[e]) * size + k];
      }
  }

  void LayeredSpace::condense(Vector<double> &vector) const
  {
    const PlanSpace::HangingColumns &hanging = plan_->hanging();
    const unsigned size = column_size();
    double *values = vector.begin();
    for (unsigned h = 0; h < hanging.column.size(); ++h)
      {
        double *column = values + std::size_t(hanging.column[h]) * size;
        for (unsigned e = hanging.start[h]; e < hanging.start[h + 1]; ++e)
          for (unsigned k = 0; k < size; ++k)
            values[std::size_t(hanging.master[e]) * size + k] += hanging.weight[e] * column[k];
        std::fill(column, column + size, 0.);
      }
    vector.compress(dealii::VectorOperation::add);
  }

  namespace
  {
    /// Per local (plan DoF, z-node): does the node touch no filled cell, hanging nodes resolved? *Collective.*
    std::vector<char> find_inactive_nodes(const LayeredSpace &space, const std::vector<char> &is_filled)
    {
      const PlanSpace &plan = space.plan();
      const LayeredSpace nodes(space.plan_pointer(), space.grid_pointer(), space.degree_z(), 1);
      const unsigned n_z = space.n_z(), q = space.degree_z(), n_elements = space.n_elements();

      // Count how often a node is touched; the counts of hanging columns go to their masters.
      Vector<float> touched;
      nodes.initialise(touched);
      float *touches = touched.begin();
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned e = 0; e < n_elements; ++e)
          if (is_filled[std::size_t(cell) * n_elements + e])
            for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
              for (unsigned k = e * q; k <= (e + 1) * q; ++k)
                touches[std::size_t(plan.cell_dofs(cell)[i]) * n_z + k] = 1;
      const PlanSpace::HangingColumns &hanging = plan.hanging();
      for (unsigned h = 0; h < hanging.column.size(); ++h)
        for (unsigned k = 0; k < n_z; ++k)
          {
            float &tied = touches[std::size_t(hanging.column[h]) * n_z + k];
            if (tied > 0)
              for (unsigned e = hanging.start[h]; e < hanging.start[h + 1]; ++e)
                touches[std::size_t(hanging.master[e]) * n_z + k] += 1;
            tied = 0;
          }
      touched.compress(dealii::VectorOperation::add);
      touched.update_ghost_values();
      std::vector<char> is_inactive(std::size_t(plan.n_local()) * n_z);
      for (std::size_t node = 0; node < is_inactive.size(); ++node)
        is_inactive[node] = touched.begin()[node] == 0;
      return is_inactive;
    }
  } // namespace

  ConstrainedUnknowns find_constrained_unknowns(const LayeredSpace &space, const std::vector<char> &is_filled,
                                                const std::vector<unsigned> &prescribed)
  {
    const unsigned components = space.n_components(), n_z = space.n_z();
    ConstrainedUnknowns constrained;
    constrained.is_inactive = find_inactive_nodes(space, is_filled);
    constrained.is_constrained.resize(space.n_local());
    for (std::size_t node = 0; node < constrained.is_inactive.size(); ++node)
      {
        const bool is_tied = space.plan().is_hanging(static_cast<unsigned>(node / n_z));
        for (unsigned c = 0; c < components; ++c)
          constrained.is_constrained[node * components + c] = constrained.is_inactive[node] || is_tied;
      }

    // A rank may own an unknown without a cell at the face that prescribes its value: one rank that names it is enough.
    Vector<float> is_named;
    space.initialise(is_named);
    for (const unsigned index : prescribed)
      is_named.begin()[index] = 1;
    is_named.compress(dealii::VectorOperation::add);
    is_named.update_ghost_values();
    for (unsigned index = 0; index < space.n_local(); ++index)
      if (is_named.begin()[index] != 0)
        constrained.is_constrained[index] = 1;
    for (unsigned index = 0; index < space.n_owned(); ++index)
      if (constrained.is_constrained[index])
        constrained.owned.push_back(index);
    return constrained;
  }
} // namespace sagitta::layered
