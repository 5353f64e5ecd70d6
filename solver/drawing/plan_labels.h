#pragma once

#include <solver/drawing/block.h>
#include <solver/drawing/plan_block.h>
#include <solver/drawing/plan_frame.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::drawing
{
  /// Names of the parts of a plan view: inside where there is room, else in a column at its right. What is covered has none.
  struct PlanLabels
  {
    std::string svg;
    LeaderColumn column;
    std::size_t n_left_out = 0; ///< parts for which the column has no room
  };

  PlanLabels label_plan(const Subject &subject, const PlanView &view, const PlanFrame &frame);
} // namespace sagitta::drawing
