#include <meshing/families/neighbours.h>

#include <meshing/fill/body_index.h>

#include <algorithm>
#include <map>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    constexpr unsigned raster = 12; // places along x and y

    /// The bodies at a place in the given layers, in their order, up to a depth [m].
    std::vector<Neighbour> collect_neighbours(const Package &package, const BodyIndex &index, const std::vector<unsigned> &layers,
                                              double depth, std::pair<double, double> place)
    {
      std::vector<Neighbour> found;
      for (const unsigned layer : layers)
        {
          const int body = depth > 0 ? index.body_at(layer, place.first, place.second, 0) : -1;
          if (body < 0)
            break;
          const double thickness = std::min(depth, package.layers[layer].thickness);
          depth = package.layers[layer].thickness < depth * (1 - 1e-9) ? depth - thickness : 0;
          if (!found.empty() && found.back().body == static_cast<unsigned>(body))
            found.back().thickness += thickness;
          else
            found.push_back({thickness, static_cast<unsigned>(body)});
        }
      return found;
    }

    /// Bodies below, a mark, bodies above.
    std::vector<int> key(const Neighbours &neighbours)
    {
      std::vector<int> bodies;
      for (const Neighbour &neighbour : neighbours.below)
        bodies.push_back(static_cast<int>(neighbour.body));
      bodies.push_back(-1);
      for (const Neighbour &neighbour : neighbours.above)
        bodies.push_back(static_cast<int>(neighbour.body));
      return bodies;
    }
  } // namespace

  Neighbours find_neighbours(const Package &package, const Body &array, double depth)
  {
    const BodyIndex index(package);
    std::vector<unsigned> lower, upper;
    for (unsigned layer = array.first_layer; layer-- > 0;)
      lower.push_back(layer);
    for (unsigned layer = array.last_layer + 1; layer < package.layers.size(); ++layer)
      upper.push_back(layer);
    const Rectangle box = bounding_box(array.outline);
    std::map<std::vector<int>, unsigned> counts;
    std::vector<Neighbours> kinds;
    unsigned places = 0;
    for (unsigned i = 0; i < raster; ++i)
      for (unsigned j = 0; j < raster; ++j)
        {
          const double x = box.x_min + (box.x_max - box.x_min) * (i + .5) / raster,
                       y = box.y_min + (box.y_max - box.y_min) * (j + .5) / raster;
          if (!contains(array.outline, x, y, 0))
            continue;
          ++places;
          Neighbours here{collect_neighbours(package, index, lower, depth, {x, y}),
                          collect_neighbours(package, index, upper, depth, {x, y})};
          if (++counts[key(here)] == 1)
            kinds.push_back(std::move(here));
        }
    Neighbours most;
    for (Neighbours &kind : kinds)
      if (const double share = double(counts[key(kind)]) / places; share > most.share)
        {
          most = std::move(kind);
          most.share = share;
        }
    return most;
  }
} // namespace sagitta::meshing
