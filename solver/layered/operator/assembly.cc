#include <solver/layered/operator/assembly.h>

#include <solver/layered/operator/element_matrix.h>

#include <deal.II/lac/dynamic_sparsity_pattern.h>
#include <deal.II/lac/sparsity_tools.h>

namespace sagitta::layered
{
  std::vector<unsigned> count_plan_neighbours(const PlanSpace &plan)
  {
    const dealii::IndexSet &owned = plan.partitioner()->locally_owned_range();
    dealii::IndexSet relevant = owned;
    relevant.add_indices(plan.partitioner()->ghost_indices());
    dealii::DynamicSparsityPattern pattern(owned.size(), owned.size(), relevant);
    const std::vector<int> hanging_index = index_hanging(plan);
    std::vector<dealii::types::global_dof_index> dofs;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        dofs.clear();
        for (const NodeExpansion &node : expand_nodes(plan, hanging_index, cell))
          for (const auto &entry : node.masters)
            dofs.push_back(plan.partitioner()->local_to_global(entry.first));
        for (const auto row : dofs)
          pattern.add_entries(row, dofs.begin(), dofs.end());
      }
    dealii::SparsityTools::distribute_sparsity_pattern(pattern, owned, plan.communicator(), relevant);
    std::vector<unsigned> lengths;
    for (const auto row : owned)
      lengths.push_back(static_cast<unsigned>(std::max<std::size_t>(pattern.row_length(row), 1)));
    return lengths;
  }

  linear::SparseMatrix assemble(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &held)
  {
    const PlanSpace &plan = space.plan();
    const unsigned components = space.n_components(), q = space.degree_z(), column_size = space.column_size();
    const unsigned block = (q + 1) * components;

    std::vector<PetscInt> row_lengths;
    for (const unsigned neighbours : count_plan_neighbours(plan))
      for (unsigned r = 0; r < column_size; ++r)
        {
          const bool is_interface = (r / components) % q == 0;
          row_lengths.push_back(static_cast<PetscInt>(neighbours * std::min(column_size, components * ((is_interface ? 2 : 1) * q + 1))));
        }
    linear::SparseMatrix matrix(space.communicator(), static_cast<PetscInt>(space.n_owned()), row_lengths);

    const std::vector<LayerIntegrals> layers = make_layer_integrals(space);
    const std::vector<int> hanging_index = index_hanging(plan);
    PlanIntegrals integrals;
    std::vector<double> values(block * block), weighted(block * block);
    std::vector<PetscInt> rows(block), columns(block);
    const auto indices = [&](unsigned dof, unsigned element, std::vector<PetscInt> &result) {
      const auto first = plan.partitioner()->local_to_global(dof) * column_size + element * q * components;
      for (unsigned i = 0; i < block; ++i)
        {
          const bool is_constrained = held.is_constrained[std::size_t(dof) * column_size + element * q * components + i];
          result[i] = is_constrained ? -1 : static_cast<PetscInt>(first + i);
        }
    };
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        integrals.compute(plan, cell);
        const std::vector<NodeExpansion> nodes = expand_nodes(plan, hanging_index, cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          for (unsigned i = 0; i < nodes.size(); ++i)
            for (unsigned j = 0; j < nodes.size(); ++j)
              {
                std::fill(values.begin(), values.end(), 0.);
                for (const Coupling &term : couplings(components))
                  {
                    const double factor = coefficients.at(cell, e)[term.coefficient] * integrals(term.row_axis, term.column_axis, i, j);
                    for (unsigned k = 0; k <= q; ++k)
                      for (unsigned l = 0; l <= q; ++l)
                        values[(k * components + term.row) * block + l * components + term.column] +=
                            factor * layers[e](term.row_axis, term.column_axis, k, l);
                  }
                for (const auto &[row, row_weight] : nodes[i].masters)
                  for (const auto &[column, column_weight] : nodes[j].masters)
                    {
                      indices(row, e, rows);
                      indices(column, e, columns);
                      for (unsigned v = 0; v < values.size(); ++v)
                        weighted[v] = row_weight * column_weight * values[v];
                      matrix.add(rows, columns, weighted.data());
                    }
              }
        if (coefficients.has_film())
          for_each_film_entry(space, coefficients, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
            for (const auto &[row, row_weight] : nodes[i].masters)
              for (const auto &[column, column_weight] : nodes[j].masters)
                {
                  const std::size_t r = std::size_t(row) * column_size + k, c = std::size_t(column) * column_size + l;
                  if (held.is_constrained[r] || held.is_constrained[c])
                    continue;
                  const double entry = row_weight * column_weight * value;
                  matrix.add({static_cast<PetscInt>(plan.partitioner()->local_to_global(row) * column_size + k)},
                             {static_cast<PetscInt>(plan.partitioner()->local_to_global(column) * column_size + l)}, &entry);
                }
          });
      }
    const auto first = plan.partitioner()->local_range().first * column_size;
    const double one = 1;
    for (const unsigned index : held.owned)
      matrix.add({static_cast<PetscInt>(first + index)}, {static_cast<PetscInt>(first + index)}, &one);
    matrix.finish();
    return matrix;
  }
} // namespace sagitta::layered
