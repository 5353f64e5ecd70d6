#include <solver/exchange/brick_mesh.h>

#include <solver/base/errors.h>
#include <solver/exchange/model_piece.h>
#include <solver/model/prescribed_values.h>

#include <deal.II/base/mpi.h>

#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace sagitta::exchange
{
  namespace
  {
    constexpr unsigned none = std::numeric_limits<unsigned>::max();

    /// Nodes of a brick on the product grid: node of the plan cell (lexicographic) and z-node of the layer element.
    std::vector<std::array<unsigned, 2>> brick_nodes(unsigned degree)
    {
      if (degree == 1)
        return {{0, 0}, {1, 0}, {3, 0}, {2, 0}, {0, 1}, {1, 1}, {3, 1}, {2, 1}};
      return {{0, 0}, {2, 0}, {8, 0}, {6, 0}, {0, 2}, {2, 2}, {8, 2}, {6, 2}, {1, 0}, {5, 0},
              {7, 0}, {3, 0}, {1, 2}, {5, 2}, {7, 2}, {3, 2}, {0, 1}, {2, 1}, {8, 1}, {6, 1}};
    }

    /// Puts the pieces together on rank 0.
    class Assembly
    {
    public:
      Assembly(const model::Model &model, const std::vector<ModelPiece> &pieces)
          : model_(model), pieces_(pieces), degree_(model.numerics().mesh.degree), n_z_(model.grid().n_elements() * degree_ + 1),
            n_elements_(model.grid().n_elements())
      {
        mesh_.nodes_per_brick = degree_ == 1 ? 8 : 20;
      }

      BrickMesh build()
      {
        sort_cells();
        sort_columns();
        read_hanging();
        make_bricks();
        tie_nodes();
        number_nodes();
        find_faces();
        place_loads();
        mesh_.displacements = place_prescribed(&ModelPiece::displacements);
        mesh_.temperatures = place_prescribed(&ModelPiece::temperatures);
        for (const Support &support : model_.conditions().mechanical.supports)
          prescribe_at_point(support.place, {support.displacement.begin(), support.displacement.end()}, mesh_.displacements);
        for (const FixedTemperature &fixed : model_.conditions().thermal.fixed_temperatures)
          prescribe_at_point(fixed.place, {fixed.temperature}, mesh_.temperatures);
        pin_rigid_motions();
        return std::move(mesh_);
      }

    private:
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
        bool is_hanging = false;
        std::vector<std::pair<unsigned, double>> masters;
        std::array<unsigned, 2> ends = {{none, none}}; ///< of the edge that the column is the middle of
      };

      using Key = std::size_t; // column * n_z + z-node
      Key key(unsigned column, unsigned k) const { return Key(column) * n_z_ + k; }
      double height(unsigned k) const
      {
        const meshing::LayerGrid &grid = model_.grid();
        return k % degree_ == 0 ? grid.z[k / degree_] : (grid.z[k / degree_] + grid.z[k / degree_ + 1]) / 2;
      }

      /// Coordinates in billionths of the plan, so that rounding does not decide on an order.
      std::pair<long long, long long> rank_of(double x, double y) const
      {
        const meshing::Rectangle &box = model_.plan().modelled;
        const double unit = 1e-9 * std::max(box.x_max - box.x_min, box.y_max - box.y_min);
        return {std::llround(y / unit), std::llround(x / unit)};
      }

      void sort_cells()
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

      /// Plan DoFs in the order of their places; of two at one place (a hanging vertex on the middle of an edge) the free one first.
      void sort_columns()
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

      void read_hanging()
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

      void make_bricks()
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

      /// Adds what the value at a point of the product grid is in terms of nodes that bricks have and that are free.
      void expand(unsigned column, unsigned k, double weight, std::map<Key, double> &sum) const
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

      void tie_nodes()
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

      void number_nodes()
      {
        for (auto &[node, number] : node_of_)
          {
            const unsigned column = static_cast<unsigned>(node / n_z_), k = static_cast<unsigned>(node % n_z_);
            number = static_cast<unsigned>(mesh_.nodes.size());
            mesh_.nodes.push_back({{columns_[column].x, columns_[column].y, height(k)}});
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

      void find_faces()
      {
        const auto local = brick_nodes(degree_);
        std::set<unsigned> bottom, top;
        const auto add = [&](unsigned brick, unsigned level, std::set<unsigned> &nodes) {
          for (std::size_t i = 0; i < local.size(); ++i)
            if (local[i][1] == level)
              nodes.insert(mesh_.bricks[std::size_t(brick) * local.size() + i]);
        };
        for (const Cell &cell : cells_)
          {
            const auto is_filled = [](unsigned brick) { return brick != none; };
            const auto lowest = std::find_if(cell.brick.begin(), cell.brick.end(), is_filled);
            if (lowest == cell.brick.end())
              continue;
            add(*lowest, 0, bottom);
            add(*std::find_if(cell.brick.rbegin(), cell.brick.rend(), is_filled), degree_, top);
          }
        mesh_.bottom.assign(bottom.begin(), bottom.end());
        mesh_.top.assign(top.begin(), top.end());
      }

      /// Conditions of one kind, summed per brick and face: CalculiX keeps the last of several loads on one face.
      /// {sum of values, sum of values times ambient}
      std::map<std::array<unsigned, 2>, std::array<double, 2>> sum_faces(std::vector<ModelPiece::Face> ModelPiece::*faces) const
      {
        std::map<std::array<unsigned, 2>, std::array<double, 2>> sums;
        for (unsigned p = 0; p < pieces_.size(); ++p)
          for (const ModelPiece::Face &face : pieces_[p].*faces)
            {
              auto &sum = sums[{{cells_[cell_index_[p][face.cell]].brick[face.element], face.face}}];
              sum[0] += face.value;
              sum[1] += face.value * face.ambient;
            }
        return sums;
      }

      void place_loads()
      {
        for (const auto &[place, sum] : sum_faces(&ModelPiece::pressures))
          mesh_.pressures.push_back({place[0], place[1], sum[0]});
        for (const auto &[place, sum] : sum_faces(&ModelPiece::fluxes))
          mesh_.fluxes.push_back({place[0], place[1], sum[0]});
        for (const auto &[place, sum] : sum_faces(&ModelPiece::films))
          if (sum[0] > 0)
            mesh_.films.push_back({place[0], place[1], sum[0], sum[1] / sum[0]});
        for (const auto &[place, sum] : sum_faces(&ModelPiece::sources))
          mesh_.sources.push_back({place[0], sum[0]});
      }

      /// Prescribed values on nodes that bricks have; the other nodes of the product grid are inside faces and bricks.
      std::vector<PrescribedValue> place_prescribed(std::vector<ModelPiece::Prescribed> ModelPiece::*list) const
      {
        std::map<std::pair<unsigned, unsigned>, double> values;
        for (const ModelPiece &piece : pieces_)
          for (const ModelPiece::Prescribed &value : piece.*list)
            if (const auto column = column_of_.find(value.dof); column != column_of_.end())
              if (const auto node = node_of_.find(key(column->second, value.z_node)); node != node_of_.end() && is_free_[node->second])
                values.emplace(std::make_pair(node->second, value.component), value.value);
        std::vector<PrescribedValue> result;
        for (const auto &[place, value] : values)
          result.push_back({place.first, place.second, value});
        return result;
      }

      /// The nearest node to a point may be one that bricks do not have: then the nearest that they have is taken instead.
      void prescribe_at_point(const Place &place, const std::vector<std::optional<double>> &values,
                              std::vector<PrescribedValue> &prescribed) const
      {
        const auto *point = std::get_if<PointPlace>(&place);
        if (!point)
          return;
        const model::PrescribedPoint image = model::image_in_model(model_, {point->at, values});
        const auto distance = [&](unsigned node) {
          const auto &p = mesh_.nodes[node];
          return std::hypot(p[0] - image.at[0], p[1] - image.at[1], p[2] - image.at[2]);
        };
        unsigned nearest = none;
        for (unsigned node = 0; node < mesh_.nodes.size(); ++node)
          if (is_free_[node] && (nearest == none || distance(node) < distance(nearest)))
            nearest = node;
        for (unsigned c = 0; c < values.size(); ++c)
          if (values[c] && std::none_of(prescribed.begin(), prescribed.end(), [&](const PrescribedValue &known) {
                return known.component == c && distance(known.node) <= distance(nearest) * (1 + 1e-9);
              }))
            prescribed.push_back({nearest, c, *image.values[c]});
      }

      /// What the six rigid motions (three translations, three rotations about the centre, scaled to the size of the package) do to one
      /// displacement component of a node.
      std::array<double, 6> move(const std::array<double, 3> &at, unsigned component) const
      {
        const meshing::Rectangle &box = model_.plan().modelled;
        const double scale = std::max(box.x_max - box.x_min, box.y_max - box.y_min) / 2;
        const double x = (at[0] - (box.x_min + box.x_max) / 2) / scale, y = (at[1] - (box.y_min + box.y_max) / 2) / scale,
                     z = (at[2] - model_.grid().thickness() / 2) / scale;
        if (component == 0)
          return {{1, 0, 0, 0, z, -y}};
        if (component == 1)
          return {{0, 1, 0, -z, 0, x}};
        return {{0, 0, 1, y, -x, 0}};
      }

      /// Removes from a row what an orthonormal basis already spans. Returns the length of what is left.
      static double reduce(std::array<double, 6> &row, const std::vector<std::array<double, 6>> &basis)
      {
        for (unsigned pass = 0; pass < 2; ++pass) // twice: one pass leaves rounding where rows are nearly parallel
          for (const auto &direction : basis)
            {
              double product = 0;
              for (unsigned m = 0; m < 6; ++m)
                product += row[m] * direction[m];
              for (unsigned m = 0; m < 6; ++m)
                row[m] -= product * direction[m];
            }
        double square = 0;
        for (const double value : row)
          square += value * value;
        return std::sqrt(square);
      }

      /// Six independent rows determine the rigid motions of a body. To those of the prescribed values come the unknowns that determine
      /// best what is left.
      void pin_rigid_motions()
      {
        // A thin package resists a rotation about an in-plane axis by its thickness over its width: far above rounding.
        constexpr double dependent = 1e-6;
        std::vector<std::array<double, 6>> basis;
        const auto append = [&](std::array<double, 6> row, double length) {
          for (double &value : row)
            value /= length;
          basis.push_back(row);
        };
        // The best row first: with rows as they come, a short remainder could be mistaken for a motion that is determined.
        const auto append_best = [&](const std::vector<PrescribedValue> &candidates) {
          double longest = dependent;
          std::array<double, 6> best{};
          unsigned chosen = none;
          for (unsigned i = 0; i < candidates.size(); ++i)
            {
              std::array<double, 6> row = move(mesh_.nodes[candidates[i].node], candidates[i].component);
              if (const double length = reduce(row, basis); length > longest * (1 + 1e-9))
                {
                  longest = length;
                  best = row;
                  chosen = i;
                }
            }
          if (chosen != none)
            append(best, longest);
          return chosen;
        };
        while (basis.size() < 6 && append_best(mesh_.displacements) != none)
          ;
        if (basis.size() == 6)
          return;
        std::vector<PrescribedValue> candidates;
        for (unsigned node = 0; node < mesh_.nodes.size(); ++node)
          for (unsigned c = 0; c < 3 && is_free_[node]; ++c)
            candidates.push_back({node, c, 0.});
        while (basis.size() < 6)
          mesh_.pins.push_back(candidates[append_best(candidates)]);
      }

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
      std::vector<char> is_free_; ///< belongs to a brick and is not tied
      BrickMesh mesh_;
    };
  } // namespace

  BrickMesh make_brick_mesh(const model::Model &model, bool needs_heat)
  {
    const meshing::MeshRequest &request = model.numerics().mesh;
    if (request.degree != request.degree_z || request.degree > 2)
      throw InputError(
          fmt::format("mesh.degree is {} in the plan and {} through the thickness; bricks of 8 or 20 nodes need degree 1 or 2 in "
                      "both: export with --set mesh.degree=2 --set mesh.degree_z=2",
                      request.degree, request.degree_z));
    const std::vector<ModelPiece> pieces = dealii::Utilities::MPI::gather(model.communicator(), collect_piece(model, needs_heat), 0);
    if (pieces.empty())
      return {};
    return Assembly(model, pieces).build();
  }
} // namespace sagitta::exchange
