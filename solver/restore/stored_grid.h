#pragma once

#include <meshing/fill/mirror.h>
#include <meshing/fill/outline_index.h>
#include <meshing/package/outline.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::restore
{
  /// Plan, layers and parts of a stored field. A node of the plan carries a column of nodes through the thickness.
  struct StoredMesh
  {
    std::vector<double> reference_nodes;   ///< of the plan's element, p + 1 on [0, 1]
    std::vector<double> reference_nodes_z; ///< through a layer element, q + 1 on [0, 1]
    std::vector<double> nodes;             ///< x, y of every node of the plan [m]
    std::vector<double> shifts = {};       ///< of curved columns, [node][z-node]{x, y} [m]; empty where all are straight
    std::vector<std::int64_t> cells;       ///< (p+1)^2 nodes of every cell of the plan, x fastest
    std::vector<double> z;                 ///< boundaries of the layer elements [m], ascending
    std::vector<std::int32_t> parts;       ///< [cell][layer element]: index of the part that holds the most of it; -1: no material
    std::vector<std::string> part_names, part_materials;
    meshing::Mirror mirror; ///< planes at which the package is cut
  };

  /// A stored mesh that finds the cells at a point.
  class StoredGrid
  {
  public:
    /// Throws FileError when sizes or indices of the mesh do not agree.
    explicit StoredGrid(StoredMesh mesh);

    const StoredMesh &mesh() const { return mesh_; }
    unsigned n_nodes() const { return static_cast<unsigned>(mesh_.nodes.size() / 2); }
    unsigned n_cells() const { return static_cast<unsigned>(mesh_.cells.size() / per_cell()); }
    unsigned n_elements() const { return static_cast<unsigned>(mesh_.z.size() - 1); }
    unsigned per_cell() const { return static_cast<unsigned>(mesh_.reference_nodes.size() * mesh_.reference_nodes.size()); }
    /// Nodes of a column.
    unsigned n_z() const { return n_elements() * (static_cast<unsigned>(mesh_.reference_nodes_z.size()) - 1) + 1; }
    const std::int64_t *cell(unsigned index) const { return &mesh_.cells[std::size_t(index) * per_cell()]; }

    /// Cells of the plan whose bounding box touches an area of the modelled part [m], and some near it; ascending.
    std::vector<unsigned> find_cells(const meshing::Rectangle &area) const { return index_.find_near(area); }

    /// Where a point lies: a cell of the plan and a layer element that hold material there, with the values of the shapes.
    struct Place
    {
      unsigned cell, element;
      std::array<double, 3> reference; ///< in the cell and the element, 0 .. 1
      std::vector<double> shapes;      ///< of the nodes of the cell
      std::vector<double> shapes_z;    ///< of the nodes of the element
    };

    /// Derivatives of the shapes of a cell by x and y at a place [1/m].
    std::array<std::vector<double>, 2> find_gradients(const Place &place) const;

    /// dx/dz and dy/dz of the column through a place [-].
    std::array<double, 2> find_slope(const Place &place) const;

    /// A cell of the plan: its bounding box [m], and whether it fills it.
    const meshing::Rectangle &box(unsigned cell) const { return boxes_[cell]; }
    bool is_rectangle(unsigned cell) const { return is_rectangle_[cell] != 0; }

    /// The place of a point of the modelled part [m], or nothing when no material lies there.
    std::optional<Place> find(const std::array<double, 3> &point) const;

  private:
    meshing::Rectangle find_box(unsigned cell) const;
    bool fills(unsigned cell, const meshing::Rectangle &box) const;
    bool is_curved(unsigned cell) const;

    /// The nodes of a cell at a height in an element, x and y in turn [m].
    std::vector<double> find_nodes(unsigned cell, unsigned element, double zeta) const;

    /// Where a point of that height lies in the cell.
    std::optional<std::array<double, 2>> find_reference(unsigned cell, const std::array<double, 2> &point, unsigned element,
                                                        double zeta) const;

    StoredMesh mesh_;
    std::vector<meshing::Rectangle> boxes_; ///< per cell
    std::vector<char> is_rectangle_;        ///< per cell; others are mapped by their nodes
    std::vector<char> is_curved_;           ///< per cell: do columns of it move with the height?
    meshing::OutlineIndex index_;
  };

  /// Values of the Lagrange polynomials on some nodes at a point.
  std::vector<double> lagrange_values(const std::vector<double> &nodes, double at);

  /// Their derivatives.
  std::vector<double> lagrange_derivatives(const std::vector<double> &nodes, double at);
} // namespace sagitta::restore
