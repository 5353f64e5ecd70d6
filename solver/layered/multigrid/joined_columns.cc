#include <solver/layered/multigrid/joined_columns.h>

#include <solver/layered/operator/element_matrix.h>

#include <algorithm>
#include <utility>

namespace sagitta::layered
{
  namespace
  {
    using Sets = std::vector<std::vector<unsigned>>; // of local plan DoFs

    /// The axis of the short sides of a narrow cell; 2 for other cells.
    unsigned find_short_axis(const PlanSpace &plan, unsigned cell)
    {
      if (!plan.is_rectangle(cell))
        return 2;
      const auto &[x0, y0, x1, y1] = plan.box(cell);
      if (y1 - y0 > narrow_aspect * (x1 - x0))
        return 0;
      return x1 - x0 > narrow_aspect * (y1 - y0) ? 1 : 2;
    }

    /// Adds the lines of columns across the narrow cells of this rank, without hanging columns.
    void add_lines(const PlanSpace &plan, Sets &sets)
    {
      const unsigned n = plan.element().n;
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          const unsigned axis = find_short_axis(plan, cell);
          for (unsigned across = 0; across < n && axis < 2; ++across)
            {
              sets.emplace_back();
              for (unsigned along = 0; along < n; ++along)
                if (const unsigned dof = plan.cell_dofs(cell)[axis == 0 ? along + n * across : across + n * along]; !plan.is_hanging(dof))
                  sets.back().push_back(dof);
            }
        }
    }

    /// Per local column and z-node: is it a node of a filled element, on any rank? *Collective.*
    std::vector<char> find_direct_nodes(const LayeredSpace &space, const std::vector<char> &filled)
    {
      const PlanSpace &plan = space.plan();
      const unsigned n_z = space.n_z(), q = space.degree_z(), n_elements = space.n_elements();
      Vector<float> direct(std::make_shared<const dealii::Utilities::MPI::Partitioner>(
          expand_to_columns(plan.partitioner()->locally_owned_range(), n_z), expand_to_columns(plan.partitioner()->ghost_indices(), n_z),
          plan.communicator()));
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned e = 0; e < n_elements; ++e)
          for (unsigned i = 0; i < plan.dofs_per_cell() && filled[std::size_t(cell) * n_elements + e]; ++i)
            for (unsigned k = e * q; k <= (e + 1) * q; ++k)
              direct.begin()[std::size_t(plan.cell_dofs(cell)[i]) * n_z + k] = 1;
      direct.compress(dealii::VectorOperation::add);
      direct.update_ghost_values();
      return {direct.begin(), direct.begin() + std::size_t(plan.n_local()) * n_z};
    }

    /// Adds the masters of hanging nodes that have no filled element of their own. *Collective.*
    void add_remote_masters(const LayeredSpace &space, const Coefficients &coefficients, Sets &sets)
    {
      const PlanSpace &plan = space.plan();
      const std::vector<char> filled = coefficients.filled(), direct = find_direct_nodes(space, filled);
      const std::vector<int> hanging_index = index_hanging(plan);
      const unsigned n_z = space.n_z(), q = space.degree_z(), n_elements = space.n_elements();
      std::vector<unsigned> remote;
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          if (!plan.has_hanging(cell))
            continue;
          for (const NodeExpansion &node : expand_nodes(plan, hanging_index, cell))
            for (unsigned e = 0; e < n_elements && node.masters.size() > 1; ++e)
              for (unsigned k = e * q; k <= (e + 1) * q && filled[std::size_t(cell) * n_elements + e]; ++k)
                {
                  remote.clear();
                  for (const auto &[master, weight] : node.masters)
                    if (!direct[std::size_t(master) * n_z + k] && weight != 0)
                      remote.push_back(master);
                  if (remote.size() > 1)
                    sets.push_back(remote);
                }
        }
    }

    /// Gives all columns of a set the smallest label among them, until nothing changes on this rank.
    void spread_labels(const Sets &sets, double *label)
    {
      for (bool is_settled = false; !is_settled;)
        {
          is_settled = true;
          for (const std::vector<unsigned> &set : sets)
            {
              double smallest = std::numeric_limits<double>::max();
              for (const unsigned dof : set)
                smallest = std::min(smallest, label[dof]);
              for (const unsigned dof : set)
                if (std::exchange(label[dof], smallest) > smallest)
                  is_settled = false;
            }
        }
    }
  } // namespace

  std::vector<dealii::types::global_dof_index> find_joined_columns(const LayeredSpace &space, const Coefficients &coefficients)
  {
    const PlanSpace &plan = space.plan();
    Sets sets;
    add_lines(plan, sets);
    add_remote_masters(space, coefficients, sets);
    std::sort(sets.begin(), sets.end());
    sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
    int has = !sets.empty();
    MPI_Allreduce(MPI_IN_PLACE, &has, 1, MPI_INT, MPI_MAX, plan.communicator());
    if (!has)
      return {};

    // Numbers below 2^53 are exact. A column begins with its own number if it is in a set, else beyond all of them.
    const auto none = static_cast<double>(plan.n_global());
    Vector<double> label(plan.partitioner());
    std::fill(label.begin(), label.begin() + plan.n_local(), none);
    for (const std::vector<unsigned> &set : sets)
      for (const unsigned dof : set)
        label.begin()[dof] = static_cast<double>(plan.partitioner()->local_to_global(dof));
    for (int changed = 1; changed > 0;)
      {
        const std::vector<double> before(label.begin(), label.begin() + plan.n_local());
        spread_labels(sets, label.begin());
        label.set_ghost_state(false);
        label.compress(dealii::VectorOperation::min);
        label.update_ghost_values();
        changed = !std::equal(before.begin(), before.end(), label.begin());
        MPI_Allreduce(MPI_IN_PLACE, &changed, 1, MPI_INT, MPI_MAX, plan.communicator());
      }
    std::vector<dealii::types::global_dof_index> joined;
    for (unsigned dof = 0; dof < plan.n_local(); ++dof)
      joined.push_back(label.begin()[dof] < none ? static_cast<dealii::types::global_dof_index>(label.begin()[dof]) : not_joined);
    return joined;
  }
} // namespace sagitta::layered
