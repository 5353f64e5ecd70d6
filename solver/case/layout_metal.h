#pragma once

#include <meshing/layout/union_measure.h>

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace sagitta
{
  /// Metal in tiles that share the materials of classes.
  struct MetalInTiles
  {
    std::size_t tiles = 0;
    std::size_t classes = 0;       ///< full and empty tiles among them
    double mean_difference = 0;    ///< of a tile's fraction from that of its class, root of the mean square [-]
    double largest_difference = 0; ///< the same, of the tile that differs most [-]
  };

  /// Metal trace by trace: the bodies of the group PART:metal, after the body of the part.
  struct MetalInTraces
  {
    std::size_t rectangles = 0;
    double misplaced = 0; ///< of the rectangles that lies outside of the metal, and as much of the metal outside of them [m2]
    /// The metal itself, as trapezoids that do not overlap [m].
    std::shared_ptr<const std::vector<meshing::Trapezoid>> exact = {};
  };

  /// The metal of a layer or part whose material is a layout.
  struct LayoutMetal
  {
    std::string part; ///< the body that the metal lies in
    double area = 0;  ///< of the metal in its outline [m2]
    std::variant<MetalInTiles, MetalInTraces> form = MetalInTiles{};
  };
} // namespace sagitta
