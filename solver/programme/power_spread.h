#pragma once

#include <solver/model/model.h>
#include <solver/results/results.h>

#include <vector>

namespace sagitta::programme
{
  /// Power blocks that the cells of the plan do not resolve: no cell that a block meets has nearly its power per area, since the block is
  /// narrower than its cells, or its sides are no mesh lines. One entry per part with such blocks, for the block that loses most; blocks
  /// that lose less than a fifth of the largest power per area of the part are not counted. *Collective.*
  std::vector<results::SpreadPower> find_spread_power(const model::Model &model);
} // namespace sagitta::programme
