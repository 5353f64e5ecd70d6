#pragma once

#include <solver/case/layout_metal.h>
#include <solver/model/model.h>
#include <solver/results/layout_errors.h>

#include <vector>

namespace sagitta::programme
{
  /// What does not depend on the mesh: the layouts in tiles.
  results::LayoutErrors describe_tiles(const std::vector<LayoutMetal> &layouts);

  /// The layouts in tiles, and those trace by trace compared with the cells of the finest plan. Exact in cells that are rectangles, by
  /// 16 x 16 samples in cells beside circles. *Collective.*
  results::LayoutErrors measure_layouts(const std::vector<LayoutMetal> &layouts, const model::Model &model);
} // namespace sagitta::programme
