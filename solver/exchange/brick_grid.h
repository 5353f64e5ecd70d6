#pragma once

#include <solver/evaluation/stack_face.h>
#include <solver/exchange/brick_mesh.h>
#include <solver/exchange/model_piece.h>
#include <solver/model/model.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sagitta::exchange
{
  /// The geometry of a brick mesh on rank 0: nodes, bricks, ties and faces from the pieces of all ranks.
  class BrickGrid
  {
  public:
    /// The arguments must outlive the grid.
    BrickGrid(const model::Model &model, const std::vector<ModelPiece> &pieces);

    /// The mesh without conditions.
    const BrickMesh &mesh() const { return mesh_; }

    /// The brick of a cell of a piece in a layer element, which is filled.
    unsigned brick(unsigned piece, unsigned cell, unsigned element) const { return cells_[cell_index_[piece][cell]].brick[element]; }

    /// Does a node belong to a brick, and is not tied to others?
    bool is_free(unsigned node) const { return is_free_[node] != 0; }

    /// The free node at a plan DoF and z-node. The other nodes of the product grid are inside faces and bricks.
    std::optional<unsigned> find_free_node(std::uint64_t dof, unsigned z_node) const;

    /// The nodes of the bricks on the inner side of a face, on it, ascending; of a part's face those of the bricks that the part fills for
    /// the most.
    std::vector<unsigned> find_nodes(const evaluation::ModelFace &face) const;

  private:
    static constexpr unsigned none = std::numeric_limits<unsigned>::max();

    struct Cell
    {
      unsigned piece, cell;
      double x, y;
      std::vector<unsigned> columns; ///< lexicographic
      std::vector<unsigned> brick;   ///< per layer element, or none
    };

    struct Column
    {
      double x = 0, y = 0;
      std::vector<std::array<double, 2>> shifts; ///< per z-node; empty where the column is straight
      bool is_hanging = false;
      std::vector<std::pair<unsigned, double>> masters;
      std::array<unsigned, 2> ends = {{none, none}}; ///< of the edge that the column is the middle of
    };

    using Key = std::size_t; // column * n_z + z-node
    Key key(unsigned column, unsigned k) const { return Key(column) * n_z_ + k; }
    double height(unsigned k) const;

    /// Coordinates in billionths of the plan, so that rounding does not decide on an order.
    std::pair<long long, long long> rank_of(double x, double y) const;

    void sort_cells();
    /// Plan DoFs in the order of their places; of two at one place (a hanging vertex on the middle of an edge) the free one first.
    void sort_columns();
    void read_hanging();
    void make_bricks();
    /// Adds what the value at a point of the product grid is in terms of nodes that bricks have and that are free.
    void expand(unsigned column, unsigned k, double weight, std::map<Key, double> &sum) const;
    void tie_nodes();
    void number_nodes();

    const model::Model &model_;
    const std::vector<ModelPiece> &pieces_;
    unsigned degree_, n_z_, n_elements_;
    std::vector<Cell> cells_;
    std::vector<std::vector<unsigned>> cell_index_; ///< [piece][cell], index into cells_
    std::vector<Column> columns_;
    std::unordered_map<std::uint64_t, unsigned> column_of_; ///< global plan DoF
    std::vector<Key> brick_keys_;
    std::map<Key, unsigned> node_of_;
    std::vector<std::pair<Key, std::vector<std::pair<Key, double>>>> ties_;
    std::vector<char> is_free_;
    BrickMesh mesh_;
  };
} // namespace sagitta::exchange
