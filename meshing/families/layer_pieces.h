#pragma once

#include <meshing/package/package.h>

#include <set>
#include <vector>

namespace sagitta::meshing
{
  /// The layers that one layer is cut into at heights above its bottom [m], bottom to top. Pieces of a layer `name` are called name_1,
  /// name_2, ...; a layer without cuts keeps its name. Each piece gets its share of the elements, one at the least. Heights that would
  /// leave a piece thinner than 1e-9 of the layer are not used.
  std::vector<Layer> cut_layer(const Layer &layer, const std::set<double> &heights);
} // namespace sagitta::meshing
