#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::results
{
  /// What nodal values refer to: the plan with its cells, the layer grid, the parts. Nodes and cells of the plan are those of one rank;
  /// the rest is the same on every rank.
  struct NodalGrid
  {
    std::vector<double> reference_nodes;          ///< of the plan's element, p + 1 on [0, 1]
    std::vector<double> reference_nodes_z;        ///< through a layer element, q + 1 on [0, 1]
    std::uint64_t n_nodes = 0, n_cells = 0;       ///< of the plan, all ranks
    std::uint64_t first_node = 0, first_cell = 0; ///< of this rank
    std::vector<double> nodes;                    ///< x, y of the nodes of this rank [m]
    bool is_curved = false;                       ///< are there columns that are not straight, on any rank?
    std::vector<double> shifts;                   ///< if so: of the nodes of this rank, [node][z-node]{x, y} [m]
    std::vector<std::int64_t> cells;              ///< (p+1)^2 nodes of every cell of this rank, counted over all ranks, x fastest
    std::vector<std::int32_t> parts;              ///< [cell][layer element]: the part that holds the most of it; -1: no material
    std::vector<double> z;                        ///< boundaries of the layer elements [m]
    std::vector<std::string> part_names, part_materials;
    std::optional<double> mirror_x, mirror_y; ///< planes x = ..., y = ... at which the package is cut [m]

    /// Nodes of a column.
    std::uint64_t n_z() const { return (z.size() - 1) * (reference_nodes_z.size() - 1) + 1; }
    std::uint64_t n_own_nodes() const { return nodes.size() / 2; }
  };

  /// Values of one state at the nodes of this rank: [node of the plan][z-node][component], NaN where a node touches no material.
  struct NodalValues
  {
    std::vector<double> displacement; ///< [m], 3 components; empty in heat conduction alone
    std::vector<double> temperature;  ///< [K]; empty when it is uniform
  };
} // namespace sagitta::results
