#pragma once

#include <meshing/plan/axis_map.h>

#include <array>
#include <vector>

namespace sagitta::meshing
{
  /// A line that is wanted between the lines of a lattice.
  struct WantedLine
  {
    double value; ///< [m]
    int weight;   ///< the lines with the smallest one are dropped first where cells have too many
  };

  /// Two axis maps whose lattice is finer by a power of two than the one they were made from.
  struct FinerMaps
  {
    std::array<AxisMap, 2> map;
    unsigned levels; ///< halvings of every cell of the lattice
  };

  /// Puts lines between those of a lattice: a cell through which one runs is halved or quartered along its axis, and the map is bent within
  /// the cell so that a lattice line lies on the wanted one. Lines of the lattice stay where they are. A line that would leave a cell
  /// narrower than about a sixteenth of a cell of the lattice is dropped. Lines that lie on the lattice need no change.
  FinerMaps insert_lines(const std::array<AxisMap, 2> &lattice, const std::array<std::vector<WantedLine>, 2> &wanted);
} // namespace sagitta::meshing
