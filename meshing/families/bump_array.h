#pragma once

#include <meshing/families/bump_shape.h>
#include <meshing/families/site_cover.h>
#include <meshing/package/package.h>

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sagitta::meshing
{
  enum class PadSides
  {
    both,
    bottom,
    top
  };

  /// What the bumps of an array are.
  enum class BumpKind
  {
    solder_ball,
    c4,
    micro_bump,
    copper_pillar,
    copper_post
  };

  /// How an array of round parts is meshed.
  enum class ArrayModel
  {
    homogenised,
    resolved,
    mixed ///< resolved in a window
  };

  /// One part of every bump of an array: the bump itself, a pad, a cap, a layer of under-bump metal.
  struct BumpPart
  {
    std::string name;               ///< "bottom_pad", "cap"; empty: the bump itself
    double bottom, top;             ///< heights above the bottom of the layers of the array [m]
    std::optional<double> diameter; ///< absent: that of the bump [m]

    bool is_bump() const { return name.empty(); }
    double height() const { return top - bottom; }
  };

  /// Heights above the bottom of the layer of an array at which its parts end [m]: where the layer is cut, see cut_layer().
  std::set<double> find_part_ends(const std::vector<BumpPart> &parts);

  /// The pieces of a stack of layers between two heights above the bottom of the first of some pieces.
  struct PieceRange
  {
    unsigned first, last; ///< inclusive
  };
  PieceRange find_pieces(const PieceRange &pieces, const std::vector<Layer> &stack, double bottom, double top);

  /// One body of an array of bumps that is homogenised over its layers.
  struct BumpBody
  {
    std::size_t part;  ///< index
    CoveredArea cover; ///< its outline, and the density of the bumps
    double diameter;   ///< of cylinders that give the mean area of this part [m]
    double height;     ///< [m]
    Body body;         ///< without material and stress-free temperature
  };

  /// The bodies of a homogenised array, one for each part and covered area: pads, bottom and top, before bumps. The pads of an array are
  /// called <array>_bottom_pads and <array>_top_pads, other parts <array>_<part>; of several areas with _area_1, _area_2, ... behind.
  /// @param array the bumps as a body through all pieces of their layers
  std::vector<BumpBody> make_bump_bodies(const Body &array, const std::vector<Layer> &stack, const std::vector<BumpPart> &parts,
                                         const std::vector<CoveredArea> &cover);

  /// Bumps that are resolved.
  struct ResolvedBumps
  {
    std::vector<BumpPart> parts;
    std::vector<BumpSite> sites;
    std::vector<BumpShape> shapes; ///< per site
  };

  /// One disc of a resolved bump.
  struct BumpDisc
  {
    std::size_t part, site; ///< indices
    Body body;              ///< called <array>_<site> or <array>_<site>_<part>; without material and stress-free temperature
  };

  /// The discs of resolved bumps, bump by bump; of a barrel it has the radius of the ends, see make_rings().
  /// @param array the bumps as a body through all pieces of their layers
  std::vector<BumpDisc> make_discs(const Body &array, const std::vector<Layer> &stack, const ResolvedBumps &bumps);

  /// Discs under those of bumps without other parts, as the liners of vias are: wider by `thickness` [m] all round, of the same sites, with
  /// _liner behind their names and that of their group.
  std::vector<BumpDisc> make_liners(const Body &array, const std::vector<Layer> &stack, const ResolvedBumps &bumps, double thickness);

  /// A body in every area; of several areas in one group, with _1, _2, ... behind its name.
  std::vector<Body> spread(const Body &body, const std::vector<CoveredArea> &areas);

  /// The circles that the mesh follows for resolved bumps: one array for each shape. `pitch`: side of their tiles [m].
  std::vector<RingArray> make_rings(const Body &array, const std::vector<Layer> &stack, const ResolvedBumps &bumps, double pitch);
} // namespace sagitta::meshing
