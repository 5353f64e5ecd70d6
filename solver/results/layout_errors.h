#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::results
{
  /// The metal of a layout in tiles that share the materials of classes: of the whole layout in its layer or part.
  struct TiledMetal
  {
    std::string part;
    double area; ///< [m2]
    std::size_t tiles, classes;
    double mean_difference;    ///< of a tile's fraction from that of its class, root of the mean square [-]
    double largest_difference; ///< the same, of the tile that differs most [-]
  };

  /// The metal of a layout that is resolved trace by trace, in the layout and in the cells of the plan. Areas are those of the whole
  /// package, without what later parts cover.
  struct TracedMetal
  {
    std::string part;
    std::size_t rectangles; ///< that the traces make
    double area;            ///< in the layout [m2]
    double mesh_area;       ///< in the cells of the plan [m2]
    /// Of mesh_area that lies where the layout has no metal: the integral over the plan of the fraction in the cell, where there is none
    /// [m2]. `area - mesh_area + misplaced` is the metal of the layout that the cells lack.
    double misplaced;
    double steps;   ///< of the rectangles that lies outside of the metal: by the steps of oblique and curved edges alone [m2]
    double covered; ///< metal of the layout in cells that later parts fill or share, which is not compared [m2]

    /// Of the metal in the mesh [-].
    double misplaced_share() const { return mesh_area > 0 ? misplaced / mesh_area : 0; }
  };

  /// By how much the metal of layouts differs from that in the model.
  struct LayoutErrors
  {
    std::vector<TiledMetal> tiled;
    std::vector<TracedMetal> traced;

    bool has_any() const { return !tiled.empty() || !traced.empty(); }
  };
} // namespace sagitta::results
