#include <solver/layered/multigrid/sparse_factor.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

namespace sagitta::layered
{
  SparseFactor::SparseFactor(unsigned n_nodes, unsigned size) : n_nodes_(n_nodes), size_(size), rows_(n_nodes)
  {
    for (unsigned node = 0; node < n_nodes; ++node)
      rows_[node].try_emplace(node, Block{});
  }

  void SparseFactor::add(unsigned row_node, unsigned r, unsigned column_node, unsigned c, double value)
  {
    rows_[row_node].try_emplace(column_node, Block{}).first->second[r * size_ + c] += value;
  }

  void SparseFactor::constrain(unsigned node, unsigned r)
  {
    for (auto &[other, block] : rows_[node])
      {
        Block &mirrored = rows_[other].at(node);
        for (unsigned c = 0; c < size_; ++c)
          block[r * size_ + c] = mirrored[c * size_ + r] = 0;
      }
    rows_[node].at(node)[r * size_ + r] = 1;
  }

  void SparseFactor::find_order()
  {
    std::vector<std::vector<unsigned>> neighbours(n_nodes_); // ascending
    for (unsigned node = 0; node < n_nodes_; ++node)
      {
        for (const auto &entry : rows_[node])
          if (entry.first != node)
            neighbours[node].push_back(entry.first);
        std::sort(neighbours[node].begin(), neighbours[node].end());
      }
    std::set<std::pair<std::size_t, unsigned>> queue;
    for (unsigned node = 0; node < n_nodes_; ++node)
      queue.emplace(neighbours[node].size(), node);
    below_.resize(n_nodes_);
    place_.resize(n_nodes_);
    std::vector<unsigned> united;
    while (!queue.empty())
      {
        const unsigned node = queue.begin()->second;
        queue.erase(queue.begin());
        place_[node] = static_cast<unsigned>(order_.size());
        order_.push_back(node);
        below_[node] = std::move(neighbours[node]);
        for (const unsigned other : below_[node])
          {
            std::vector<unsigned> &nodes = neighbours[other];
            queue.erase({nodes.size(), other});
            united.clear();
            std::set_union(nodes.begin(), nodes.end(), below_[node].begin(), below_[node].end(), std::back_inserter(united));
            united.erase(std::remove_if(united.begin(), united.end(), [&](unsigned n) { return n == other || n == node; }), united.end());
            nodes = united;
            queue.emplace(nodes.size(), other);
          }
      }
    for (std::vector<unsigned> &nodes : below_)
      std::sort(nodes.begin(), nodes.end(), [this](unsigned a, unsigned b) { return place_[a] < place_[b]; });
  }

  void SparseFactor::gather(unsigned node, std::vector<double> &column) const
  {
    const std::size_t n = std::size_t(size_) * size_;
    column.assign(n * (1 + below_[node].size()), 0.);
    const auto copy = [&](unsigned other, double *to) {
      // The block of the row `other`: the matrix is symmetric.
      if (const auto found = rows_[other].find(node); found != rows_[other].end())
        std::copy(found->second.begin(), found->second.begin() + static_cast<std::ptrdiff_t>(n), to);
    };
    copy(node, column.data());
    for (std::size_t i = 0; i < below_[node].size(); ++i)
      copy(below_[node][i], &column[n * (1 + i)]);
  }

  bool SparseFactor::factor_diagonal(double *block) const
  {
    // Cholesky factor, then its inverse, both in the lower triangle.
    double lower[9] = {}, inverse[9] = {};
    for (unsigned r = 0; r < size_; ++r)
      for (unsigned c = 0; c <= r; ++c)
        {
          double sum = block[r * size_ + c];
          for (unsigned k = 0; k < c; ++k)
            sum -= lower[r * size_ + k] * lower[c * size_ + k];
          if (c < r)
            lower[r * size_ + c] = sum / lower[c * size_ + c];
          else if (!(sum > 0))
            return false;
          else
            lower[r * size_ + r] = std::sqrt(sum);
        }
    for (unsigned c = 0; c < size_; ++c)
      for (unsigned r = c; r < size_; ++r)
        {
          double sum = r == c ? 1. : 0.;
          for (unsigned k = c; k < r; ++k)
            sum -= lower[r * size_ + k] * inverse[k * size_ + c];
          inverse[r * size_ + c] = sum / lower[r * size_ + r];
        }
    std::copy(inverse, inverse + size_ * size_, block);
    return true;
  }

  void SparseFactor::update_from(unsigned node)
  {
    const std::size_t n = std::size_t(size_) * size_;
    const std::vector<unsigned> &below = below_[node];
    const std::vector<double> &column = columns_[node];
    for (std::size_t k = 0; k < below.size(); ++k)
      {
        const unsigned target = below[k];
        std::vector<double> &to = columns_[target];
        const std::vector<unsigned> &rows = below_[target];
        std::size_t place = 0;
        for (std::size_t i = k; i < below.size(); ++i)
          {
            double *block = to.data();
            if (i > k)
              {
                while (rows[place] != below[i])
                  ++place;
                block = &to[n * (1 + place)];
              }
            const double *left = &column[n * (1 + i)], *right = &column[n * (1 + k)];
            for (unsigned r = 0; r < size_; ++r)
              for (unsigned c = 0; c < size_; ++c)
                for (unsigned m = 0; m < size_; ++m)
                  block[r * size_ + c] -= left[r * size_ + m] * right[c * size_ + m];
          }
      }
  }

  bool SparseFactor::factor()
  {
    find_order();
    columns_.resize(n_nodes_);
    for (unsigned node = 0; node < n_nodes_; ++node)
      gather(node, columns_[node]);
    rows_.clear();
    const std::size_t n = std::size_t(size_) * size_;
    std::array<double, 9> block{};
    for (const unsigned node : order_)
      {
        std::vector<double> &column = columns_[node];
        if (!factor_diagonal(column.data()))
          return false;
        for (std::size_t i = 0; i < below_[node].size(); ++i)
          {
            // L_ij = A_ij (L_jj')^-1
            double *entries = &column[n * (1 + i)];
            for (unsigned r = 0; r < size_; ++r)
              for (unsigned c = 0; c < size_; ++c)
                {
                  block[r * size_ + c] = 0;
                  for (unsigned m = 0; m <= c; ++m)
                    block[r * size_ + c] += entries[r * size_ + m] * column[c * size_ + m];
                }
            std::copy(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(n), entries);
          }
        update_from(node);
      }
    return true;
  }
} // namespace sagitta::layered
