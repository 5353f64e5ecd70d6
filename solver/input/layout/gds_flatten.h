#pragma once

#include <solver/input/layout/gds_file.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// More corners than this in the layers that are asked for are refused, counted with every copy that arrays and references make.
  constexpr double most_corners = 2e7;

  /// The cells that no other cell refers to. Throws InputError if cells refer to each other in a loop, or to one that is not there.
  std::vector<const GdsCell *> find_top_cells(const GdsLibrary &library);

  /// A layer with the polygons of a cell and all cells below it [m].
  using LayerPolygons = std::map<GdsLayer, std::vector<meshing::Polygon>>;

  /// The polygons of one cell, all references resolved. `layers`: those that are wanted; empty: all.
  /// Throws InputError for a loop of references, a missing cell, and more corners than most_corners.
  LayerPolygons flatten(const GdsLibrary &library, const std::string &cell, const std::vector<GdsLayer> &layers);

  /// The cell named by a user, or the one top cell when `name` is empty. Throws InputError if there is none of that name, or several top
  /// cells to choose from.
  const GdsCell &choose_cell(const GdsLibrary &library, const std::string &name);
} // namespace sagitta::input
