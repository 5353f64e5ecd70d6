#pragma once

#include <solver/drawing/block.h>

#include <string>
#include <vector>

namespace sagitta::drawing
{
  /// A picture: heading, drawings below one another, the legend of the materials that are seen, title, name and hash of the case.
  std::string make_sheet(const Subject &subject, const std::string &heading, const std::vector<Block> &blocks);
} // namespace sagitta::drawing
