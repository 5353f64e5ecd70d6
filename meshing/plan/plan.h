#pragma once

#include <meshing/fill/symmetry.h>
#include <meshing/package/package.h>
#include <meshing/plan/axis_map.h>
#include <meshing/plan/feature_edges.h>
#include <meshing/plan/mesh_request.h>
#include <meshing/plan/ring_plan.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::meshing
{
  /// A part of the plan whose edges have smaller cells.
  struct RefinedWindow
  {
    Rectangle area;                 ///< [m]
    unsigned levels;                ///< of the cells along its edges and along rims of discs in it
    std::vector<FeatureEdge> edges; ///< the parts of edges within the window
  };

  /// A snapped quadtree: coarse x 2^levels lattice cells, refined towards the feature edges, laid onto the package by one map per axis.
  struct SnappedPlan
  {
    std::array<AxisMap, 2> map;
    std::array<unsigned, 2> coarse_cells;
    unsigned levels;                ///< of the finest cells
    unsigned base_levels;           ///< every cell is refined at least so often
    std::vector<FeatureEdge> edges; ///< cells that touch one are refined to edge_levels(), those that a line crosses until it crosses none
    unsigned inserted_levels = 0;   ///< of `levels`, those for windows and for lines between the lines of the lattice that was asked for
    std::vector<Disc> discs = {};   ///< cells that the rim of one crosses are refined to edge_levels()
    std::vector<RefinedWindow> windows = {};

    unsigned edge_levels() const { return levels - inserted_levels; }
  };

  /// A mapped disc: five coarse cells or more, refined uniformly.
  struct DiscPlan
  {
    Disc disc;
    unsigned levels;
  };

  /// A side of a rectangular outline, or a part of it, that no mesh line follows: materials are averaged by area in the cells it crosses.
  struct AveragedEdge
  {
    unsigned body; ///< index in Package::bodies
    unsigned axis; ///< 0: x = position, 1: y = position
    double position;
    double from, to; ///< on the other axis [m]
  };

  /// The plan of a package, the same on every rank.
  struct Plan
  {
    Mirror symmetry;    ///< the planes at which the package is cut
    Rectangle modelled; ///< bounding box of what is modelled [m]
    std::optional<SnappedPlan> snapped;
    std::optional<DiscPlan> disc;
    std::optional<RingPlan> rings;
    std::optional<SnappedPlan> below_rings;   ///< the plain lattice on which the multigrid continues below the rings
    std::vector<AveragedEdge> averaged_edges; ///< in the modelled part
    std::vector<std::string> averaged;        ///< messages: edges that no mesh line follows, round outlines, sides of power blocks
    BodyImages images = {};                   ///< of the bodies across the planes of `symmetry`; who chooses these sets it
  };

  /// Plans the mesh of a package. `symmetry`: the mirror planes of bodies and boundary conditions alike.
  /// Throws std::invalid_argument with a message when the request cannot be met (an odd lattice cut by symmetry, more
  /// than 2^31 cells).
  Plan make_plan(const Package &package, const MeshRequest &request, const Mirror &symmetry);
} // namespace sagitta::meshing
