#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <vector>

namespace sagitta::layered
{
  /// A symmetric sparse matrix of small square blocks, and its Cholesky factor L L'. The order of elimination is that of least degree.
  class SparseFactor
  {
  public:
    /// `n_nodes` rows of blocks of `size` x `size` entries.
    SparseFactor(unsigned n_nodes, unsigned size);

    /// Adds to entry (r, c) of the block between two nodes, and to its mirror image.
    void add(unsigned row_node, unsigned r, unsigned column_node, unsigned c, double value);

    using Block = std::array<double, 9>;

    /// Before factor(): the blocks of a node, by the other node.
    const std::map<unsigned, Block> &row(unsigned node) const { return rows_[node]; }

    /// Makes row and column of an unknown those of the identity.
    void constrain(unsigned node, unsigned r);

    /// Replaces the matrix by its factor. False if it is not positive definite.
    bool factor();

    unsigned n_nodes() const { return n_nodes_; }
    unsigned size() const { return size_; }

    /// After factor(): nodes in their order of elimination, and of each the nodes below it in L.
    const std::vector<unsigned> &order() const { return order_; }
    const std::vector<unsigned> &below(unsigned node) const { return below_[node]; }

    /// After factor(): the inverse of the diagonal block of a node, row by row (lower triangle), then the blocks of the nodes below it.
    const std::vector<double> &column(unsigned node) const { return columns_[node]; }

  private:
    void find_order();
    void gather(unsigned node, std::vector<double> &column) const;
    bool factor_diagonal(double *block) const;
    void update_from(unsigned node);

    unsigned n_nodes_, size_;
    std::vector<std::map<unsigned, Block>> rows_; ///< [node]: its blocks, both halves
    std::vector<unsigned> order_, place_;         ///< place of a node in the order
    std::vector<std::vector<unsigned>> below_;    ///< in their order of elimination
    std::vector<std::vector<double>> columns_;
  };
} // namespace sagitta::layered
