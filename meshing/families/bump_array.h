#pragma once

#include <meshing/package/package.h>

#include <optional>
#include <set>
#include <vector>

namespace sagitta::meshing
{
  enum class PadSides
  {
    both,
    bottom,
    top
  };

  /// Pads at the ends of the bumps of an array.
  struct Pads
  {
    double thickness; ///< [m]
    PadSides sides;

    bool has_bottom() const { return sides != PadSides::top; }
    bool has_top() const { return sides != PadSides::bottom; }
  };

  /// Heights above the bottom of a layer of bumps at which pads end [m]: where the layer is cut, see cut_layer().
  std::set<double> find_pad_ends(const Pads &pads, double layer_thickness);

  /// Is the layer thicker than its pads together?
  bool leave_height(const Pads &pads, double layer_thickness);

  enum class BumpPart
  {
    bottom_pads,
    top_pads,
    bumps
  };

  /// One body of an array of bumps that is homogenised over its layers.
  struct BumpBody
  {
    BumpPart part;
    double height; ///< [m]
    Body body;
  };

  /// The bodies of an array of bumps, pads before bumps. `array`: the bumps as a body through all pieces of their layer; the pads take
  /// over its outline and the pieces of the stack within their thickness, and are called <array>_bottom_pads and <array>_top_pads.
  /// @param stack the layers of the package, cut where the pads end
  std::vector<BumpBody> make_bump_bodies(const Body &array, double layer_thickness, const std::vector<Layer> &stack,
                                         const std::optional<Pads> &pads);
} // namespace sagitta::meshing
