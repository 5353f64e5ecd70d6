#include <meshing/families/layer_pieces.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace sagitta::meshing
{
  std::vector<Layer> cut_layer(const Layer &layer, const std::set<double> &heights)
  {
    std::vector<Layer> pieces;
    std::set<double> ends = heights;
    ends.insert(layer.thickness);
    double below = 0;
    for (const double end : ends)
      {
        const double thickness = end - below;
        if (thickness <= 1e-9 * layer.thickness)
          continue;
        const auto share = static_cast<unsigned>(std::lround(layer.elements * thickness / layer.thickness));
        const std::string name = ends.size() == 1 ? layer.name : layer.name + "_" + std::to_string(pieces.size() + 1);
        pieces.push_back({name, thickness, std::max(1u, share)});
        below = end;
      }
    return pieces;
  }
} // namespace sagitta::meshing
