#include <meshing/families/level_neighbours.h>

#include <algorithm>
#include <map>

namespace sagitta::meshing
{
  namespace
  {
    constexpr unsigned raster = 12; // places along x and y

    using Neighbours = std::vector<materials::BumpCell::Neighbour>;
  } // namespace

  std::optional<std::pair<unsigned, bool>> LevelNeighbours::main_material(const Body &body, unsigned layer) const
  {
    const Rectangle box = bounding_box(body.outline);
    std::map<std::optional<std::pair<unsigned, bool>>, unsigned> counts;
    for (unsigned i = 0; i < raster; ++i)
      for (unsigned j = 0; j < raster; ++j)
        {
          const int found = index_.body_at(layer, box.x_min + (box.x_max - box.x_min) * (i + .5) / raster,
                                           box.y_min + (box.y_max - box.y_min) * (j + .5) / raster, 0);
          if (found < 0)
            ++counts[std::nullopt];
          else
            {
              const Body &other = package_.bodies[static_cast<unsigned>(found)];
              ++counts[std::pair(other.material, other.quarter_turns % 2 != 0)];
            }
        }
    return std::max_element(counts.begin(), counts.end(), [](const auto &a, const auto &b) { return a.second < b.second; })->first;
  }

  bool LevelNeighbours::add(const Body &body, unsigned layer, double &depth, Neighbours &neighbours) const
  {
    const auto material = main_material(body, layer);
    if (!material || depth <= 0)
      return false;
    const double whole = package_.layers[layer].thickness, thickness = std::min(depth, whole);
    depth = whole < depth * (1 - 1e-9) ? depth - thickness : 0;
    if (!neighbours.empty() && neighbours.back().material == material->first && neighbours.back().is_turned == material->second)
      neighbours.back().thickness += thickness;
    else
      neighbours.push_back({thickness, material->first, material->second});
    return true;
  }

  Neighbours LevelNeighbours::below(const Body &body, double depth) const
  {
    Neighbours neighbours;
    for (unsigned layer = body.first_layer; layer-- > 0 && add(body, layer, depth, neighbours);)
      ;
    return neighbours;
  }

  Neighbours LevelNeighbours::above(const Body &body, double depth) const
  {
    Neighbours neighbours;
    for (unsigned layer = body.last_layer + 1; layer < package_.layers.size() && add(body, layer, depth, neighbours); ++layer)
      ;
    return neighbours;
  }
} // namespace sagitta::meshing
