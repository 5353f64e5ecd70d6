#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <deal.II/base/types.h>

#include <limits>
#include <vector>

namespace sagitta::layered
{
  /// A rectangular plan cell is narrow if it is more than so many times as long as wide. Neighbouring columns are coupled across it more
  /// strongly than along it, by the square of this number: single columns smooth too little.
  constexpr double narrow_aspect = 2.5;

  constexpr dealii::types::global_dof_index not_joined = std::numeric_limits<dealii::types::global_dof_index>::max();

  /// The columns that are smoothed together because single ones are coupled too strongly: per local plan DoF the smallest global number of
  /// its set, or not_joined; empty if no rank has any. A set consists of
  /// - lines of columns along the short sides of narrow cells;
  /// - masters of a hanging node of a filled element that have no filled element of their own at its height: a filled fine cell beside half
  ///   of a coarse edge in air determines them by a part of the edge, in which combinations of them nearly vanish;
  /// - sets of both kinds that share a column.
  /// The same on any number of ranks. *Collective.*
  std::vector<dealii::types::global_dof_index> find_joined_columns(const LayeredSpace &space, const Coefficients &coefficients);
} // namespace sagitta::layered
