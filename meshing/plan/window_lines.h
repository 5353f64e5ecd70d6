#pragma once

#include <meshing/fill/mirror.h>
#include <meshing/plan/feature_edges.h>
#include <meshing/plan/inserted_lines.h>
#include <meshing/plan/mesh_request.h>

#include <vector>

namespace sagitta::meshing
{
  /// A window of the modelled part of a plan, with the parts of edges in it.
  struct WindowEdges
  {
    PlanWindow window;
    std::vector<PlanEdge> edges;
  };

  /// The windows and their mirror images as far as they lie in the modelled part. Edges that lie wholly within one are taken from `edges`:
  /// outside of windows nothing is refined for them.
  std::vector<WindowEdges> take_window_edges(const std::vector<PlanWindow> &windows, const Mirror &mirror, const Rectangle &modelled,
                                             std::vector<PlanEdge> &edges);

  /// Puts lines of windows between those of a lattice: all cells are halved as often as the finest window needs, and between the lines of
  /// the lattice about a window the map is bent so that lattice lines lie on its edges and no cell is wider than it allows. The lines of
  /// the lattice stay where they are. Lines nearer than half a cell of the window to another are not followed.
  FinerMaps insert_window_lines(const FinerMaps &maps, const std::vector<WindowEdges> &windows);

  /// The level below the finest one, counted from 0 at the finest, whose cells in a window are just not wider than it allows.
  unsigned find_coarser_levels(const std::array<AxisMap, 2> &map, const PlanWindow &window);
} // namespace sagitta::meshing
