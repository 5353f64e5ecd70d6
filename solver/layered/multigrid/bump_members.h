#pragma once

#include <solver/layered/space/layered_space.h>

#include <meshing/package/outline.h>

#include <deal.II/base/types.h>

#include <limits>
#include <map>
#include <vector>

namespace sagitta::layered
{
  constexpr unsigned no_bump = std::numeric_limits<unsigned>::max();

  /// Which columns belong to which block: of a round part, or of joined columns (joined_columns.h).
  struct BumpMembers
  {
    std::vector<unsigned> bump_of; ///< per local plan DoF, owned or ghost: number of the block, or no_bump

    /// The rank that solves for each of the blocks that cells of this rank and of others touch.
    std::map<unsigned, unsigned> solving_ranks;
  };

  /// The columns within each of the discs, without those of cells with hanging nodes, and of the rest the joined ones. Blocks of one column
  /// or of more than `most_columns` are left out. `bumps`: all of them, on every rank; `joined`: find_joined_columns(). *Collective.*
  BumpMembers find_bump_members(const PlanSpace &plan, const std::vector<meshing::Disc> &bumps,
                                const std::vector<dealii::types::global_dof_index> &joined, std::size_t most_columns);

  /// f(local plan DoF) for the columns that the nodes of a cell depend on, masters of hanging ones included; some repeat.
  /// `hanging_index`: index_hanging().
  template <typename Function>
  void for_each_column(const PlanSpace &plan, const std::vector<int> &hanging_index, unsigned cell, const Function &f)
  {
    const PlanSpace::HangingColumns &hanging = plan.hanging();
    for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
      if (const unsigned dof = plan.cell_dofs(cell)[i]; hanging_index[dof] < 0)
        f(dof);
      else
        for (unsigned e = hanging.start[hanging_index[dof]]; e < hanging.start[hanging_index[dof] + 1]; ++e)
          f(hanging.master[e]);
  }
} // namespace sagitta::layered
