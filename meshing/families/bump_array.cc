#include <meshing/families/bump_array.h>

namespace sagitta::meshing
{
  namespace
  {
    /// The last piece of a cut layer within `thickness` of its bottom, or of its top.
    unsigned find_last_piece(const Body &array, const std::vector<Layer> &stack, double thickness, bool is_bottom)
    {
      double sum = 0;
      unsigned piece = is_bottom ? array.first_layer : array.last_layer;
      while ((sum += stack[piece].thickness) < thickness * (1 - 1e-9))
        piece += is_bottom ? 1 : -1;
      return piece;
    }
  } // namespace

  std::set<double> find_pad_ends(const Pads &pads, double layer_thickness)
  {
    std::set<double> ends;
    if (pads.has_bottom())
      ends.insert(pads.thickness);
    if (pads.has_top())
      ends.insert(layer_thickness - pads.thickness);
    return ends;
  }

  bool leave_height(const Pads &pads, double layer_thickness)
  {
    return (pads.sides == PadSides::both ? 2 : 1) * pads.thickness < layer_thickness * (1 - 1e-9);
  }

  std::vector<BumpBody> make_bump_bodies(const Body &array, double layer_thickness, const std::vector<Layer> &stack,
                                         const std::optional<Pads> &pads)
  {
    std::vector<BumpBody> bodies;
    BumpBody bumps{BumpPart::bumps, layer_thickness, array};
    if (pads && pads->has_bottom())
      {
        BumpBody bottom{BumpPart::bottom_pads, pads->thickness, array};
        bottom.body.name += "_bottom_pads";
        bottom.body.last_layer = find_last_piece(array, stack, pads->thickness, true);
        bumps.body.first_layer = bottom.body.last_layer + 1;
        bumps.height -= pads->thickness;
        bodies.push_back(bottom);
      }
    if (pads && pads->has_top())
      {
        BumpBody top{BumpPart::top_pads, pads->thickness, array};
        top.body.name += "_top_pads";
        top.body.first_layer = find_last_piece(array, stack, pads->thickness, false);
        bumps.body.last_layer = top.body.first_layer - 1;
        bumps.height -= pads->thickness;
        bodies.push_back(top);
      }
    bodies.push_back(bumps);
    return bodies;
  }
} // namespace sagitta::meshing
