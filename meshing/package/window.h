#pragma once

#include <meshing/package/package.h>

#include <array>
#include <optional>
#include <vector>

namespace sagitta::meshing
{
  /// A part of a package to be modelled alone: a rectangle of the plan, and the layers that stay.
  struct Window
  {
    Rectangle area;                   ///< [m]
    unsigned first_layer, last_layer; ///< indices into Package::layers, inclusive
  };

  /// A package of which a window is left, in the coordinates of the whole.
  struct CutPackage
  {
    Package package;
    std::vector<std::optional<unsigned>> bodies; ///< index of every body of the whole package in this one; absent: it lies outside
    std::array<bool, 6> is_cut;                  ///< x_min, x_max, y_min, y_max, bottom, top: sides inside the package
  };

  /// Cuts a window out of a package. Bodies end at the window, their power blocks in proportion to their area; what is left of a round body
  /// becomes a rectangle of the same area at the cut. Layers outside of the window stay empty. Tiles of rings that the window cuts are not
  /// resolved. A side is cut when the package has material on both sides of it.
  /// Throws std::invalid_argument when no body lies in the window, or when the rim of a round body wider than the window crosses it.
  CutPackage cut_out(const Package &whole, const Window &window);
} // namespace sagitta::meshing
