#pragma once

#include <meshing/families/bump_array.h>

#include <cstddef>
#include <vector>

namespace sagitta::meshing
{
  /// The parts of an array whose layer is homogenised in two halves of the height.
  struct HalvedParts
  {
    std::vector<BumpPart> parts;     ///< the one that goes through the middle is cut there; its upper half is called <part>_upper_half
    std::vector<std::size_t> origin; ///< index of the part that each comes from
  };
  HalvedParts halve(const std::vector<BumpPart> &parts);
} // namespace sagitta::meshing
