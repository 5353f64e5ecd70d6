#include <meshing/fill/layer_grid.h>

#include <algorithm>

namespace sagitta::meshing
{
  unsigned LayerGrid::element_at(double height_above_bottom) const
  {
    const auto upper = std::lower_bound(z.begin() + 1, z.end() - 1, height_above_bottom);
    return static_cast<unsigned>(upper - z.begin() - 1);
  }

  LayerGrid make_layer_grid(const Package &package)
  {
    LayerGrid grid;
    const std::vector<double> interfaces = package.interfaces();
    grid.z.push_back(0.);
    for (unsigned l = 0; l < package.layers.size(); ++l)
      for (unsigned e = 0; e < package.layers[l].elements; ++e)
        {
          const bool last = e + 1 == package.layers[l].elements;
          grid.z.push_back(last ? interfaces[l + 1] : interfaces[l] + package.layers[l].thickness * (e + 1) / package.layers[l].elements);
          grid.layer.push_back(l);
        }
    return grid;
  }
} // namespace sagitta::meshing
