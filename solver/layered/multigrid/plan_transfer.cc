#include <solver/layered/multigrid/plan_transfer.h>

#include <solver/layered/operator/element_matrix.h>

#include <deal.II/base/mpi.h>
#include <deal.II/grid/cell_id.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace sagitta::layered
{
  namespace
  {
    using dealii::types::global_dof_index;

    /// A cell's identity on every rank.
    using CellKey = std::array<unsigned, 4>;

    CellKey key_of(const dealii::CellId &id)
    {
      return id.to_binary<2>();
    }

    /// The rank that knows the owner of a cell.
    unsigned rank_of_key(const CellKey &key, unsigned n_ranks)
    {
      unsigned long long hash = 1469598103934665603ull;
      for (const unsigned part : key)
        hash = (hash ^ part) * 1099511628211ull;
      return static_cast<unsigned>((hash >> 17) % n_ranks);
    }

    dealii::CellId parent_id(const dealii::CellId &id)
    {
      const auto path = id.get_child_indices();
      std::vector<std::uint8_t> shorter(path.begin(), path.end());
      shorter.pop_back();
      return dealii::CellId(id.get_coarse_cell_id(), shorter);
    }

    /// What the owner of a coarse cell sends of it: its box, where its nodes lie if it is mapped and how they move with height if its
    /// columns are curved, and per node the free coarse columns that the node depends on.
    struct CoarseCell
    {
      std::array<double, 4> box;
      std::vector<std::array<double, 2>> positions, directions;
      std::vector<std::vector<std::pair<global_dof_index, double>>> nodes;

      template <class Archive>
      void serialize(Archive &archive, const unsigned)
      {
        archive &box &positions &directions &nodes;
      }
    };

    CoarseCell describe(const LayeredSpace &space, const std::vector<int> &hanging_index, unsigned cell)
    {
      const PlanSpace &plan = space.plan();
      CoarseCell result;
      result.box = plan.box(cell);
      if (!plan.is_rectangular())
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          result.positions.push_back(plan.position(plan.cell_dofs(cell)[i]));
      if (space.shifts() && space.shifts()->is_curved_cell(cell))
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          result.directions.push_back(space.shifts()->direction(plan.cell_dofs(cell)[i]));
      for (const NodeExpansion &node : expand_nodes(plan, hanging_index, cell))
        {
          result.nodes.emplace_back();
          for (const auto &[master, weight] : node.masters)
            result.nodes.back().emplace_back(plan.partitioner()->local_to_global(master), weight);
        }
      return result;
    }
  } // namespace

  /// The coarse cells that this rank's fine cells lie in, from their owners.
  class PlanTransfer::CoarseCells
  {
  public:
    /// *Collective.*
    CoarseCells(const LayeredSpace &coarse, const std::vector<CellOnRank> &parents)
    {
      const MPI_Comm communicator = coarse.communicator();
      for (const CellOnRank &parent : parents)
        numbers_[parent.rank].push_back(parent.cell);
      for (auto &[rank, cells] : numbers_)
        {
          std::sort(cells.begin(), cells.end());
          cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
        }
      const auto asked = dealii::Utilities::MPI::some_to_some(communicator, numbers_);
      const std::vector<int> hanging = index_hanging(coarse.plan());
      std::map<unsigned, std::vector<CoarseCell>> answers;
      for (const auto &[rank, cells] : asked)
        for (const unsigned cell : cells)
          answers[rank].push_back(describe(coarse, hanging, cell));
      cells_ = dealii::Utilities::MPI::some_to_some(communicator, answers);
    }

    const CoarseCell &operator[](const CellOnRank &parent) const
    {
      const std::vector<unsigned> &numbers = numbers_.at(parent.rank);
      return cells_.at(parent.rank)[std::lower_bound(numbers.begin(), numbers.end(), parent.cell) - numbers.begin()];
    }

  private:
    std::map<unsigned, std::vector<unsigned>> numbers_; ///< by rank: of the cells there, ascending
    std::map<unsigned, std::vector<CoarseCell>> cells_; ///< the same order
  };

  PlanTransfer::PlanTransfer(std::shared_ptr<const LayeredSpace> coarse, std::shared_ptr<const LayeredSpace> fine)
      : coarse_(std::move(coarse)), fine_(std::move(fine))
  {
    find_pieces();
    if (is_on_lattice())
      locate_parents();
    else
      find_parents();
    store(find_rows());
  }

  namespace
  {
    /// Shapes of a plan element at a place of the reference cell, and their derivatives.
    struct ShapesAt
    {
      std::vector<double> x, y, dx, dy; ///< of the nodes of a line

      ShapesAt(const ReferenceElement &element, const std::array<double, 2> &at)
          : x(element.evaluate(at[0])), y(element.evaluate(at[1])), dx(element.evaluate_derivatives(at[0])),
            dy(element.evaluate_derivatives(at[1]))
      {
      }

      /// Point of a cell with nodes there [m], and its Jacobian: dx/dxi, dx/deta, dy/dxi, dy/deta.
      std::pair<std::array<double, 2>, std::array<double, 4>> map(const std::vector<std::array<double, 2>> &nodes) const
      {
        std::array<double, 2> point{{0, 0}};
        std::array<double, 4> jacobian{{0, 0, 0, 0}};
        for (std::size_t i = 0; i < nodes.size(); ++i)
          for (unsigned d = 0; d < 2; ++d)
            {
              const std::size_t ix = i % x.size(), iy = i / x.size();
              point[d] += x[ix] * y[iy] * nodes[i][d];
              jacobian[2 * d] += dx[ix] * y[iy] * nodes[i][d];
              jacobian[2 * d + 1] += x[ix] * dy[iy] * nodes[i][d];
            }
        return {point, jacobian};
      }
    };

    /// Where in a mapped cell a point lies, from a first guess; a point beside an arc may lie a little outside.
    std::array<double, 2> invert(const ReferenceElement &element, const std::vector<std::array<double, 2>> &nodes,
                                 const std::array<double, 2> &point, std::array<double, 2> at)
    {
      for (unsigned step = 0; step < 20; ++step)
        {
          const auto [reached, jacobian] = ShapesAt(element, at).map(nodes);
          const double x = point[0] - reached[0], y = point[1] - reached[1];
          const double determinant = jacobian[0] * jacobian[3] - jacobian[1] * jacobian[2];
          const double s = (jacobian[3] * x - jacobian[1] * y) / determinant, t = (jacobian[0] * y - jacobian[2] * x) / determinant;
          at[0] += s;
          at[1] += t;
          if (std::abs(s) + std::abs(t) < 1e-14)
            break;
        }
      return at;
    }

    /// Position of a node of a fine cell in its coarse cell, in [0, 1] squared. `growth`: how far the columns of the tile have moved at the
    /// height of the node.
    class PlaceInParent
    {
    public:
      PlaceInParent(const PlanSpace &fine_plan, unsigned cell, const CoarseCell &parent, double growth)
          : plan_(fine_plan), parent_(parent), nodes_(parent.positions), is_same_(parent.box == fine_plan.box(cell)), child_(0)
      {
        const auto &fine_cell = fine_plan.cell(cell);
        if (!is_same_ && !parent.positions.empty())
          child_ = fine_cell->id().get_child_indices()[fine_cell->level() - 1];
        for (std::size_t i = 0; i < parent.directions.size(); ++i)
          for (unsigned d = 0; d < 2; ++d)
            nodes_[i][d] += growth * parent.directions[i][d];
      }

      std::array<double, 2> operator()(const std::array<double, 2> &position, unsigned ix, unsigned iy) const
      {
        const ReferenceElement &element = plan_.element();
        const double x = element.nodes[ix], y = element.nodes[iy];
        if (is_same_)
          return {{x, y}};
        const auto &[x0, y0, x1, y1] = parent_.box;
        if (parent_.positions.empty())
          return {{(position[0] - x0) / (x1 - x0), (position[1] - y0) / (y1 - y0)}};
        return invert(element, nodes_, position, {{.5 * (x + child_ % 2), .5 * (y + child_ / 2)}});
      }

    private:
      const PlanSpace &plan_;
      const CoarseCell &parent_;
      std::vector<std::array<double, 2>> nodes_; ///< of the parent, if it is mapped [m]
      bool is_same_;                             ///< the fine cell is its own parent
      unsigned child_;
    };
  } // namespace

  void PlanTransfer::find_pieces()
  {
    const unsigned n_z = fine_->n_z();
    const NodeShifts *shifts = fine_->shifts().get();
    for (unsigned dof = 0; dof < fine_->plan().n_owned(); ++dof)
      {
        piece_start_.push_back(static_cast<unsigned>(pieces_.size()));
        if (fine_->plan().is_hanging(dof))
          continue;
        pieces_.push_back({dof, 0, n_z});
        for (unsigned k = 1; k < n_z && shifts && shifts->is_curved_column(dof); ++k)
          if (shifts->growth(dof, k) != shifts->growth(dof, k - 1))
            {
              pieces_.back().end = k;
              pieces_.push_back({dof, k, n_z});
            }
      }
    piece_start_.push_back(static_cast<unsigned>(pieces_.size()));
  }

  std::array<double, 2> PlanTransfer::position(const Piece &piece) const
  {
    const std::array<double, 3> at = fine_->position(piece.dof, piece.first);
    return {{at[0], at[1]}};
  }

  std::vector<PlanTransfer::Row> PlanTransfer::find_rows() const
  {
    // From the first cell that touches a column: the coarse field is continuous, so any cell gives the same.
    const PlanSpace &fine_plan = fine_->plan();
    const CoarseCells coarse_cells(*coarse_, parents_);
    const ReferenceElement &element = fine_plan.element();
    const unsigned n = element.n;
    std::vector<Row> rows(pieces_.size());
    std::vector<char> is_done(fine_plan.n_owned(), 0);
    for (unsigned cell = 0; cell < fine_plan.n_cells(); ++cell)
      {
        for (unsigned i = 0; i < n * n; ++i)
          {
            const unsigned dof = fine_plan.cell_dofs(cell)[i];
            if (dof >= fine_plan.n_owned() || is_done[dof])
              continue;
            is_done[dof] = 1;
            for (unsigned p = piece_start_[dof]; p < piece_start_[dof + 1]; ++p)
              {
                const CoarseCell &source = coarse_cells[parents_[is_on_lattice() ? p : cell]];
                const double growth = fine_->shifts() ? fine_->shifts()->growth(dof, pieces_[p].first) : 0.;
                const auto [x, y] = PlaceInParent(fine_plan, cell, source, growth)(position(pieces_[p]), i % n, i / n);
                const std::vector<double> shape_x = element.evaluate(x), shape_y = element.evaluate(y);
                for (unsigned j = 0; j < n * n; ++j)
                  {
                    const double weight = shape_x[j % n] * shape_y[j / n];
                    if (std::abs(weight) > 1e-13) // rounding at nodes that coincide
                      for (const auto &[master, share] : source.nodes[j])
                        rows[p][master] += weight * share;
                  }
              }
          }
      }
    return rows;
  }

  void PlanTransfer::store(const std::vector<Row> &rows)
  {
    const dealii::IndexSet &owned = coarse_->plan().partitioner()->locally_owned_range();
    const MPI_Comm communicator = fine_->communicator();
    std::vector<global_dof_index> needed;
    for (const Row &row : rows)
      for (const auto &entry : row)
        if (!owned.is_element(entry.first))
          needed.push_back(entry.first);
    std::sort(needed.begin(), needed.end());
    dealii::IndexSet ghosts(owned.size());
    ghosts.add_indices(needed.begin(), std::unique(needed.begin(), needed.end()));
    ghosts.compress();
    const dealii::Utilities::MPI::Partitioner plan_import(owned, ghosts, communicator);
    import_partitioner_ = std::make_shared<const dealii::Utilities::MPI::Partitioner>(
        expand_to_columns(owned, coarse_->column_size()), expand_to_columns(ghosts, coarse_->column_size()), communicator);
    row_start_.push_back(0);
    for (const Row &row : rows)
      {
        for (const auto &[master, weight] : row)
          {
            column_.push_back(plan_import.global_to_local(master));
            weight_.push_back(weight);
          }
        row_start_.push_back(static_cast<unsigned>(column_.size()));
      }
  }

  void PlanTransfer::find_parents()
  {
    // Owners register their coarse cells with the ranks that know them; for every fine cell, those of itself and its parent are asked.
    const MPI_Comm communicator = fine_->communicator();
    const unsigned n_ranks = dealii::Utilities::MPI::n_mpi_processes(communicator);
    using Registration = std::pair<CellKey, unsigned>;
    std::map<unsigned, std::vector<Registration>> registrations;
    const PlanSpace &coarse_plan = coarse_->plan(), &fine_plan = fine_->plan();
    for (unsigned cell = 0; cell < coarse_plan.n_cells(); ++cell)
      {
        const CellKey key = key_of(coarse_plan.cell(cell)->id());
        registrations[rank_of_key(key, n_ranks)].emplace_back(key, cell);
      }
    std::map<CellKey, std::pair<unsigned, unsigned>> kept;
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(communicator, registrations))
      for (const auto &[key, cell] : list)
        kept[key] = {rank, cell};

    std::map<unsigned, std::vector<Registration>> queries;
    for (unsigned cell = 0; cell < fine_plan.n_cells(); ++cell)
      {
        const dealii::CellId id = fine_plan.cell(cell)->id();
        std::vector<CellKey> candidates{key_of(id)};
        if (fine_plan.cell(cell)->level() > 0)
          candidates.push_back(key_of(parent_id(id)));
        for (const CellKey &key : candidates)
          queries[rank_of_key(key, n_ranks)].emplace_back(key, cell);
      }
    std::map<unsigned, std::vector<std::array<unsigned, 3>>> answers;
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(communicator, queries))
      for (const auto &[key, cell] : list)
        if (const auto found = kept.find(key); found != kept.end())
          answers[rank].push_back({{cell, found->second.first, found->second.second}});
    parents_.resize(fine_plan.n_cells());
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(communicator, answers))
      for (const auto &[cell, owner, coarse_cell] : list)
        parents_[cell] = {owner, coarse_cell};
  }

  void PlanTransfer::locate_parents()
  {
    const PlanSpace &plan = fine_->plan();
    const CellLocator locator(coarse_->plan());
    // Nodes first, then the samples of the cells.
    std::vector<std::array<double, 2>> points;
    for (const Piece &piece : pieces_)
      points.push_back(position(piece));
    std::vector<double> areas;
    std::vector<unsigned> n_samples;
    std::vector<std::array<double, 2>> nodes(plan.dofs_per_cell());
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        for (unsigned i = 0; i < nodes.size(); ++i)
          nodes[i] = plan.position(plan.cell_dofs(cell)[i]);
        const auto &box = plan.box(cell);
        // Two samples or more along a coarse cell, so that none between filled ones is left out.
        const double width = std::max(box[2] - box[0], box[3] - box[1]) / coarse_->plan().mean_cell_width();
        const auto n = static_cast<unsigned>(std::clamp(std::ceil(3 * width), 3., 64.));
        for (unsigned j = 0; j < n; ++j)
          for (unsigned i = 0; i < n; ++i)
            {
              const auto [point, jacobian] = ShapesAt(plan.element(), {{(i + .5) / n, (j + .5) / n}}).map(nodes);
              points.push_back(point);
              areas.push_back((jacobian[0] * jacobian[3] - jacobian[1] * jacobian[2]) / (n * n));
            }
        n_samples.push_back(n * n);
      }
    const std::vector<CellOnRank> found = locator.locate(points);
    parents_.assign(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(pieces_.size()));
    std::size_t sample = 0;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        std::map<std::pair<unsigned, unsigned>, double> parts;
        double sampled = 0;
        for (const std::size_t end = sample + n_samples[cell]; sample < end; ++sample)
          {
            const CellOnRank &parent = found[pieces_.size() + sample];
            parts[{parent.rank, parent.cell}] += areas[sample];
            sampled += areas[sample];
          }
        shares_.emplace_back();
        for (const auto &[parent, area] : parts)
          shares_.back().push_back({{parent.first, parent.second}, area / sampled * plan.area(cell)});
      }
  }

  template <typename Fine, typename Coarse>
  void PlanTransfer::prolongate_and_add(Vector<Fine> &fine, const Vector<Coarse> &coarse) const
  {
    const unsigned size = coarse_->column_size(), components = coarse_->n_components();
    Vector<Coarse> import(import_partitioner_);
    std::copy(coarse.begin(), coarse.begin() + coarse_->n_owned(), import.begin());
    import.update_ghost_values();
    for (std::size_t p = 0; p < pieces_.size(); ++p)
      {
        const unsigned first = pieces_[p].first * components, length = (pieces_[p].end - pieces_[p].first) * components;
        Fine *to = fine.begin() + std::size_t(pieces_[p].dof) * size + first;
        for (unsigned e = row_start_[p]; e < row_start_[p + 1]; ++e)
          {
            const Coarse weight = Coarse(weight_[e]);
            const Coarse *from = import.begin() + std::size_t(column_[e]) * size + first;
            for (unsigned k = 0; k < length; ++k)
              to[k] += Fine(weight * from[k]);
          }
      }
  }

  template <typename Coarse, typename Fine>
  void PlanTransfer::restrict_to(Vector<Coarse> &coarse, const Vector<Fine> &fine) const
  {
    const unsigned size = coarse_->column_size(), components = coarse_->n_components();
    Vector<Coarse> import(import_partitioner_);
    for (std::size_t p = 0; p < pieces_.size(); ++p)
      {
        const unsigned first = pieces_[p].first * components, length = (pieces_[p].end - pieces_[p].first) * components;
        const Fine *from = fine.begin() + std::size_t(pieces_[p].dof) * size + first;
        for (unsigned e = row_start_[p]; e < row_start_[p + 1]; ++e)
          {
            const Coarse weight = Coarse(weight_[e]);
            Coarse *to = import.begin() + std::size_t(column_[e]) * size + first;
            for (unsigned k = 0; k < length; ++k)
              to[k] += weight * Coarse(from[k]);
          }
      }
    import.compress(dealii::VectorOperation::add);
    std::copy(import.begin(), import.begin() + coarse_->n_owned(), coarse.begin());
  }

  template void PlanTransfer::prolongate_and_add(Vector<double> &, const Vector<double> &) const;
  template void PlanTransfer::prolongate_and_add(Vector<double> &, const Vector<float> &) const;
  template void PlanTransfer::prolongate_and_add(Vector<float> &, const Vector<double> &) const;
  template void PlanTransfer::prolongate_and_add(Vector<float> &, const Vector<float> &) const;
  template void PlanTransfer::restrict_to(Vector<double> &, const Vector<double> &) const;
  template void PlanTransfer::restrict_to(Vector<float> &, const Vector<double> &) const;
  template void PlanTransfer::restrict_to(Vector<double> &, const Vector<float> &) const;
  template void PlanTransfer::restrict_to(Vector<float> &, const Vector<float> &) const;
} // namespace sagitta::layered
