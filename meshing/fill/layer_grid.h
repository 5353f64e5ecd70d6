#pragma once

#include <meshing/package/package.h>

#include <vector>

namespace sagitta::meshing
{
  /// The 1-D grid through the thickness: every interface of the stack is a z-level.
  struct LayerGrid
  {
    std::vector<double> z;       ///< element boundaries [m], ascending, n_elements() + 1
    std::vector<unsigned> layer; ///< layer of each element

    unsigned n_elements() const { return static_cast<unsigned>(layer.size()); }
    double height(unsigned element) const { return z[element + 1] - z[element]; }
    double thickness() const { return z.back() - z.front(); }

    /// Element that holds z, the lower one at an interface; clamped to the stack.
    unsigned element_at(double height_above_bottom) const;
  };

  LayerGrid make_layer_grid(const Package &package);
} // namespace sagitta::meshing
