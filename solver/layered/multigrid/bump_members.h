#pragma once

#include <solver/layered/space/layered_space.h>

#include <meshing/package/outline.h>

#include <limits>
#include <map>
#include <vector>

namespace sagitta::layered
{
  constexpr unsigned no_bump = std::numeric_limits<unsigned>::max();

  /// Which columns belong to which round part.
  struct BumpMembers
  {
    std::vector<unsigned> bump_of; ///< per local plan DoF, owned or ghost: number of the bump, or no_bump

    /// The rank that solves for each of the bumps that cells of this rank and of others touch.
    std::map<unsigned, unsigned> solving_ranks;
  };

  /// The columns within each of the discs. Columns of cells with hanging nodes, and those of parts with one column or with more than
  /// `most_columns`, belong to no bump. `bumps`: all of them, on every rank. *Collective.*
  BumpMembers find_bump_members(const PlanSpace &plan, const std::vector<meshing::Disc> &bumps, std::size_t most_columns);
} // namespace sagitta::layered
