#pragma once

#include <meshing/package/outline.h>

#include <array>
#include <optional>
#include <variant>
#include <vector>

namespace sagitta::meshing
{
  /// A part of the plan in which cells along edges are smaller than elsewhere.
  struct PlanWindow
  {
    Rectangle area;  ///< [m]
    double at_edges; ///< [m]
  };

  /// Plan cells no larger than `at_edges` [m] along the edges of dies and outlines, and no larger than `elsewhere` [m] away from them.
  struct PlanResolution
  {
    double at_edges;
    double elsewhere;
    std::vector<PlanWindow> windows = {};
  };

  /// An explicit lattice of plan cells over the whole modelled plan, before symmetry cuts it.
  struct PlanLattice
  {
    std::array<unsigned, 2> cells;
  };

  /// The coarsest plan that follows the edges of all parts: where adaptive refinement starts.
  struct PlanOfEdges
  {
  };

  using PlanRequest = std::variant<PlanResolution, PlanLattice, PlanOfEdges>;

  enum class SymmetryRequest
  {
    automatic, ///< found from the description
    none
  };

  /// What the user asks of the mesh. Elements through the thickness belong to the layers.
  struct MeshRequest
  {
    PlanRequest plan;
    SymmetryRequest symmetry = SymmetryRequest::automatic;
    unsigned degree = 2;   ///< polynomial degree in the plan, 1 to 4
    unsigned degree_z = 2; ///< through the thickness, 1 to 4
  };
} // namespace sagitta::meshing
