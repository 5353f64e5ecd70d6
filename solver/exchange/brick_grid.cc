#include <solver/exchange/brick_grid.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace sagitta::exchange
{
  namespace
  {
    /// Nodes of a brick on the product grid: node of the plan cell (lexicographic) and z-node of the layer element.
    std::vector<std::array<unsigned, 2>> brick_nodes(unsigned degree)
    {
      if (degree == 1)
        return {{0, 0}, {1, 0}, {3, 0}, {2, 0}, {0, 1}, {1, 1}, {3, 1}, {2, 1}};
      return {{0, 0}, {2, 0}, {8, 0}, {6, 0}, {0, 2}, {2, 2}, {8, 2}, {6, 2}, {1, 0}, {5, 0},
              {7, 0}, {3, 0}, {1, 2}, {5, 2}, {7, 2}, {3, 2}, {0, 1}, {2, 1}, {8, 1}, {6, 1}};
    }
  } // namespace

  BrickGrid::BrickGrid(const model::Model &model, const std::vector<ModelPiece> &pieces)
      : model_(model), pieces_(pieces), degree_(model.numerics().mesh.degree), n_z_(model.grid().n_elements() * degree_ + 1),
        n_elements_(model.grid().n_elements())
  {
    mesh_.nodes_per_brick = degree_ == 1 ? 8 : 20;
    sort_cells();
    sort_columns();
    read_hanging();
    make_bricks();
    tie_nodes();
    number_nodes();
  }

  std::optional<unsigned> BrickGrid::find_free_node(std::uint64_t dof, unsigned z_node) const
  {
    const auto column = column_of_.find(dof);
    if (column == column_of_.end())
      return std::nullopt;
    const auto node = node_of_.find(key(column->second, z_node));
    return node != node_of_.end() && is_free(node->second) ? std::make_optional(node->second) : std::nullopt;
  }

  double BrickGrid::height(unsigned k) const
  {
    const meshing::LayerGrid &grid = model_.grid();
    return k % degree_ == 0 ? grid.z[k / degree_] : (grid.z[k / degree_] + grid.z[k / degree_ + 1]) / 2;
  }

  std::pair<long long, long long> BrickGrid::rank_of(double x, double y) const
  {
    const meshing::Rectangle &box = model_.plan().modelled;
    const double unit = 1e-9 * std::max(box.x_max - box.x_min, box.y_max - box.y_min);
    return {std::llround(y / unit), std::llround(x / unit)};
  }

  void BrickGrid::sort_cells()
  {
    const unsigned n = (degree_ + 1) * (degree_ + 1);
    for (unsigned p = 0; p < pieces_.size(); ++p)
      for (unsigned c = 0; c < pieces_[p].cell_dofs.size() / n; ++c)
        {
          Cell cell{p, c, 0, 0, {}, {}};
          for (unsigned i = 0; i < n; ++i)
            {
              cell.x += pieces_[p].positions[2 * (std::size_t(c) * n + i)] / n;
              cell.y += pieces_[p].positions[2 * (std::size_t(c) * n + i) + 1] / n;
            }
          cells_.push_back(cell);
        }
    std::sort(cells_.begin(), cells_.end(), [&](const Cell &a, const Cell &b) { return rank_of(a.x, a.y) < rank_of(b.x, b.y); });
    for (const ModelPiece &piece : pieces_)
      cell_index_.emplace_back(piece.cell_dofs.size() / n);
    for (unsigned i = 0; i < cells_.size(); ++i)
      cell_index_[cells_[i].piece][cells_[i].cell] = i;
  }

  void BrickGrid::sort_columns()
  {
    std::set<std::uint64_t> hanging;
    for (const ModelPiece &piece : pieces_)
      hanging.insert(piece.hanging.begin(), piece.hanging.end());
    std::unordered_map<std::uint64_t, unsigned> met;
    std::vector<std::pair<std::uint64_t, Column>> found;
    const unsigned n = (degree_ + 1) * (degree_ + 1);
    for (const Cell &cell : cells_)
      for (unsigned i = 0; i < n; ++i)
        {
          const ModelPiece &piece = pieces_[cell.piece];
          const std::size_t at = std::size_t(cell.cell) * n + i;
          if (!met.emplace(piece.cell_dofs[at], 0).second)
            continue;
          Column column;
          column.x = piece.positions[2 * at];
          column.y = piece.positions[2 * at + 1];
          for (unsigned k = 0; k < n_z_ && !piece.shifts.empty(); ++k)
            column.shifts.push_back({{piece.shifts[2 * (at * n_z_ + k)], piece.shifts[2 * (at * n_z_ + k) + 1]}});
          column.is_hanging = hanging.count(piece.cell_dofs[at]) > 0;
          found.emplace_back(piece.cell_dofs[at], column);
        }
    std::stable_sort(found.begin(), found.end(), [&](const auto &a, const auto &b) {
      return std::make_tuple(rank_of(a.second.x, a.second.y), a.second.is_hanging) <
             std::make_tuple(rank_of(b.second.x, b.second.y), b.second.is_hanging);
    });
    for (const auto &[dof, column] : found)
      {
        column_of_[dof] = static_cast<unsigned>(columns_.size());
        columns_.push_back(column);
      }
    for (Cell &cell : cells_)
      for (unsigned i = 0; i < n; ++i)
        cell.columns.push_back(column_of_.at(pieces_[cell.piece].cell_dofs[std::size_t(cell.cell) * n + i]));
    if (degree_ == 2)
      for (const Cell &cell : cells_)
        for (const auto &[middle, first, second] : {std::array<unsigned, 3>{{1, 0, 2}}, {{3, 0, 6}}, {{5, 2, 8}}, {{7, 6, 8}}})
          columns_[cell.columns[middle]].ends = {{cell.columns[first], cell.columns[second]}};
  }

  void BrickGrid::read_hanging()
  {
    for (const ModelPiece &piece : pieces_)
      for (std::size_t h = 0; h < piece.hanging.size(); ++h)
        {
          Column &column = columns_[column_of_.at(piece.hanging[h])];
          column.masters.clear(); // the same on every rank that knows the column
          for (std::size_t e = piece.hanging_start[h]; e < piece.hanging_start[h + 1]; ++e)
            column.masters.emplace_back(column_of_.at(piece.hanging_master[e]), piece.hanging_weight[e]);
        }
  }

  void BrickGrid::make_bricks()
  {
    const auto local = brick_nodes(degree_);
    std::map<meshing::Composition, unsigned> known;
    for (Cell &cell : cells_)
      for (unsigned e = 0; e < n_elements_; ++e)
        {
          const ModelPiece &piece = pieces_[cell.piece];
          const meshing::Composition &composition = piece.compositions[piece.composition_of[std::size_t(cell.cell) * n_elements_ + e]];
          cell.brick.push_back(composition.empty() ? none : mesh_.n_bricks());
          if (composition.empty())
            continue;
          const auto [entry, is_new] = known.emplace(composition, static_cast<unsigned>(known.size()));
          if (is_new)
            mesh_.compositions.push_back(composition);
          mesh_.composition_of.push_back(entry->second);
          for (const auto &[i, k] : local)
            {
              brick_keys_.push_back(key(cell.columns[i], e * degree_ + k));
              node_of_[brick_keys_.back()] = none;
            }
        }
  }

  void BrickGrid::expand(unsigned column, unsigned k, double weight, std::map<Key, double> &sum) const
  {
    const Column &c = columns_[column];
    if (c.is_hanging)
      for (const auto &[master, share] : c.masters)
        expand(master, k, weight * share, sum);
    else if (k % degree_ != 0 && c.ends[0] != none)
      {
        // The middle of the side of a serendipity brick: half the middles of its edges less a quarter of its corners.
        for (const unsigned level : {k - 1, k + 1})
          {
            expand(column, level, .5 * weight, sum);
            for (const unsigned end : c.ends)
              expand(end, level, -.25 * weight, sum);
          }
        for (const unsigned end : c.ends)
          expand(end, k, .5 * weight, sum);
      }
    else
      sum[key(column, k)] += weight;
  }

  void BrickGrid::tie_nodes()
  {
    constexpr double negligible = 1e-12; // rounding of weights that cancel
    std::vector<Key> in_bricks;
    for (const auto &entry : node_of_)
      in_bricks.push_back(entry.first);
    for (const Key node : in_bricks)
      {
        const unsigned column = static_cast<unsigned>(node / n_z_), k = static_cast<unsigned>(node % n_z_);
        if (!columns_[column].is_hanging)
          continue;
        std::map<Key, double> sum;
        expand(column, k, 1., sum);
        std::vector<std::pair<Key, double>> masters;
        for (const auto &[master, weight] : sum)
          if (std::abs(weight) > negligible)
            {
              masters.emplace_back(master, weight);
              node_of_.emplace(master, none);
            }
        ties_.emplace_back(node, std::move(masters));
      }
  }

  void BrickGrid::number_nodes()
  {
    for (auto &[node, number] : node_of_)
      {
        const unsigned column = static_cast<unsigned>(node / n_z_), k = static_cast<unsigned>(node % n_z_);
        number = static_cast<unsigned>(mesh_.nodes.size());
        const std::vector<std::array<double, 2>> &shifts = columns_[column].shifts;
        const std::array<double, 2> shift = shifts.empty() ? std::array<double, 2>{{0, 0}} : shifts[k];
        mesh_.nodes.push_back({{columns_[column].x + shift[0], columns_[column].y + shift[1], height(k)}});
      }
    is_free_.assign(mesh_.nodes.size(), false);
    for (const Key node : brick_keys_)
      {
        mesh_.bricks.push_back(node_of_.at(node));
        is_free_[mesh_.bricks.back()] = true;
      }
    for (const auto &[node, masters] : ties_)
      {
        Tie tie{node_of_.at(node), {}};
        is_free_[tie.node] = false;
        for (const auto &[master, weight] : masters)
          tie.masters.emplace_back(node_of_.at(master), weight);
        mesh_.ties.push_back(std::move(tie));
      }
  }

  std::vector<unsigned> BrickGrid::find_nodes(const evaluation::ModelFace &face) const
  {
    const auto local = brick_nodes(degree_);
    const auto is_of_face = [&](unsigned brick) {
      const meshing::Composition &composition = mesh_.compositions[mesh_.composition_of[brick]];
      const auto main =
          std::max_element(composition.begin(), composition.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
      return face.body < 0 || main->first == static_cast<unsigned>(face.body);
    };
    const unsigned level = face.boundary == face.inside ? 0 : degree_;
    std::set<unsigned> nodes;
    for (const Cell &cell : cells_)
      if (const unsigned brick = cell.brick[face.inside]; brick != none && is_of_face(brick))
        for (std::size_t i = 0; i < local.size(); ++i)
          if (local[i][1] == level)
            nodes.insert(mesh_.bricks[std::size_t(brick) * local.size() + i]);
    return {nodes.begin(), nodes.end()};
  }
} // namespace sagitta::exchange
