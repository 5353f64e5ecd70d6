#pragma once

#include <meshing/package/package.h>
#include <meshing/plan/axis_map.h>
#include <meshing/plan/mesh_request.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::meshing
{
  /// Which halves of the package are left out: x below the centre, y below the centre.
  struct Symmetry
  {
    bool in_x = false;
    bool in_y = false;
    double centre_x = 0; ///< [m]
    double centre_y = 0; ///< [m]
  };

  /// "none", "half in x", "half in y" or "quarter".
  std::string to_string(const Symmetry &symmetry);

  /// The mirror symmetries of the bodies (outlines, layers, materials, stress-free temperatures, power) about the centre of the
  /// package. Boundary conditions are the caller's matter.
  Symmetry find_symmetry(const Package &package);

  /// A feature edge that the plan follows, in lattice coordinates: the line `position` of axis `axis` (0: x = const) between two
  /// values of the other axis.
  struct FeatureEdge
  {
    unsigned axis;
    unsigned position;
    double from, to;
  };

  /// A snapped quadtree: coarse x 2^levels lattice cells, refined towards the feature edges, laid onto the package by one map per axis.
  struct SnappedPlan
  {
    std::array<AxisMap, 2> map;
    std::array<unsigned, 2> coarse_cells;
    unsigned levels;                ///< of the finest cells
    unsigned base_levels;           ///< every cell is refined at least so often
    std::vector<FeatureEdge> edges; ///< cells that touch one are refined to `levels`
  };

  /// A mapped disc: five coarse cells or more, refined evenly.
  struct DiscPlan
  {
    Disc disc;
    unsigned levels;
  };

  /// The plan of a package, the same on every rank.
  struct Plan
  {
    Symmetry symmetry;
    Rectangle modelled; ///< bounding box of what is modelled [m]
    std::optional<SnappedPlan> snapped;
    std::optional<DiscPlan> disc;
    std::vector<std::string> averaged; ///< sentences: edges that no mesh line follows
  };

  /// Plans the mesh of a package. `symmetry` is what holds for bodies and boundary conditions alike.
  /// Throws std::invalid_argument with a sentence when the request cannot be met (an odd lattice cut by symmetry, more
  /// than 2^31 cells).
  Plan make_plan(const Package &package, const MeshRequest &request, const Symmetry &symmetry);
} // namespace sagitta::meshing
