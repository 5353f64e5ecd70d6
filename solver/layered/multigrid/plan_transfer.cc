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
    unsigned keeper_of(const CellKey &key, unsigned n_ranks)
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

    /// What the owner of a coarse cell sends of it: its box and, per node, the free coarse columns that the node depends on.
    struct CoarseCell
    {
      std::array<double, 4> box;
      std::vector<std::vector<std::pair<global_dof_index, double>>> nodes;

      template <class Archive>
      void serialize(Archive &archive, const unsigned)
      {
        archive &box &nodes;
      }
    };

    CoarseCell describe(const PlanSpace &plan, const std::vector<int> &hanging_index, unsigned cell)
    {
      CoarseCell result;
      result.box = plan.box(cell);
      for (const NodeExpansion &node : expand_nodes(plan, hanging_index, cell))
        {
          result.nodes.emplace_back();
          for (const auto &[master, weight] : node.masters)
            result.nodes.back().emplace_back(plan.partitioner()->local_to_global(master), weight);
        }
      return result;
    }

    /// Length of side 0..3 (x0, x1, y0, y1) of a box.
    double side_length(const std::array<double, 4> &box, unsigned side)
    {
      return side < 2 ? box[3] - box[1] : box[2] - box[0];
    }
  } // namespace

  /// The coarse cells that this rank's fine cells lie in, from their owners.
  class PlanTransfer::CoarseCells
  {
  public:
    /// *Collective.*
    CoarseCells(const PlanSpace &coarse_plan, const std::vector<Parent> &parents)
    {
      const MPI_Comm communicator = coarse_plan.communicator();
      for (const Parent &parent : parents)
        numbers_[parent.rank].push_back(parent.cell);
      for (auto &[rank, cells] : numbers_)
        {
          std::sort(cells.begin(), cells.end());
          cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
        }
      const auto asked = dealii::Utilities::MPI::some_to_some(communicator, numbers_);
      const std::vector<int> hanging = index_hanging(coarse_plan);
      std::map<unsigned, std::vector<CoarseCell>> answers;
      for (const auto &[rank, cells] : asked)
        for (const unsigned cell : cells)
          answers[rank].push_back(describe(coarse_plan, hanging, cell));
      cells_ = dealii::Utilities::MPI::some_to_some(communicator, answers);
    }

    const CoarseCell &operator[](const Parent &parent) const
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
    find_parents();
    store(find_rows());
  }

  namespace
  {
    /// Position of a node of a fine cell in its coarse cell, in [0, 1] squared.
    class PlaceInParent
    {
    public:
      PlaceInParent(const PlanSpace &fine_plan, unsigned cell, const CoarseCell &parent)
          : plan_(fine_plan), box_(parent.box), is_same_(parent.box == fine_plan.box(cell)), child_(0)
      {
        const auto &fine_cell = fine_plan.cell(cell);
        if (!is_same_)
          child_ = fine_cell->id().get_child_indices()[fine_cell->level() - 1];
      }

      std::array<double, 2> operator()(unsigned dof, unsigned ix, unsigned iy) const
      {
        const ReferenceElement &element = plan_.element();
        const double x = element.nodes[ix], y = element.nodes[iy];
        if (is_same_)
          return {{x, y}};
        if (plan_.is_rectangular())
          return {{(plan_.position(dof)[0] - box_[0]) / (box_[2] - box_[0]), (plan_.position(dof)[1] - box_[1]) / (box_[3] - box_[1])}};
        return {{.5 * (x + child_ % 2), .5 * (y + child_ / 2)}};
      }

    private:
      const PlanSpace &plan_;
      const std::array<double, 4> &box_;
      bool is_same_; ///< the fine cell is its own parent
      unsigned child_;
    };
  } // namespace

  std::vector<PlanTransfer::Row> PlanTransfer::find_rows() const
  {
    // From the first cell that touches a column: the coarse field is continuous, so any cell gives the same.
    const PlanSpace &fine_plan = fine_->plan();
    const CoarseCells coarse_cells(coarse_->plan(), parents_);
    const ReferenceElement &element = fine_plan.element();
    const unsigned n = element.n;
    std::vector<Row> rows(fine_plan.n_owned());
    std::vector<char> is_done(fine_plan.n_owned(), 0);
    for (unsigned cell = 0; cell < fine_plan.n_cells(); ++cell)
      {
        const CoarseCell &source = coarse_cells[parents_[cell]];
        const PlaceInParent place(fine_plan, cell, source);
        for (unsigned i = 0; i < n * n; ++i)
          {
            const unsigned dof = fine_plan.cell_dofs(cell)[i];
            if (dof >= fine_plan.n_owned() || fine_plan.is_hanging(dof) || is_done[dof])
              continue;
            is_done[dof] = 1;
            const auto [x, y] = place(dof, i % n, i / n);
            const std::vector<double> shape_x = element.evaluate(x), shape_y = element.evaluate(y);
            for (unsigned j = 0; j < n * n; ++j)
              {
                const double weight = shape_x[j % n] * shape_y[j / n];
                if (std::abs(weight) > 1e-13) // rounding at nodes that coincide
                  for (const auto &[master, share] : source.nodes[j])
                    rows[dof][master] += weight * share;
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
        registrations[keeper_of(key, n_ranks)].emplace_back(key, cell);
      }
    std::map<CellKey, std::pair<unsigned, unsigned>> kept;
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(communicator, registrations))
      for (const auto &[key, cell] : list)
        kept[key] = {rank, cell};

    std::map<unsigned, std::vector<Registration>> questions;
    for (unsigned cell = 0; cell < fine_plan.n_cells(); ++cell)
      {
        const dealii::CellId id = fine_plan.cell(cell)->id();
        std::vector<CellKey> candidates{key_of(id)};
        if (fine_plan.cell(cell)->level() > 0)
          candidates.push_back(key_of(parent_id(id)));
        for (const CellKey &key : candidates)
          questions[keeper_of(key, n_ranks)].emplace_back(key, cell);
      }
    std::map<unsigned, std::vector<std::array<unsigned, 3>>> answers;
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(communicator, questions))
      for (const auto &[key, cell] : list)
        if (const auto found = kept.find(key); found != kept.end())
          answers[rank].push_back({{cell, found->second.first, found->second.second}});
    parents_.resize(fine_plan.n_cells());
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(communicator, answers))
      for (const auto &[cell, owner, coarse_cell] : list)
        parents_[cell] = {owner, coarse_cell};
  }

  template <typename Fine, typename Coarse>
  void PlanTransfer::prolongate_and_add(Vector<Fine> &fine, const Vector<Coarse> &coarse) const
  {
    const unsigned size = coarse_->column_size();
    Vector<Coarse> import(import_partitioner_);
    std::copy(coarse.begin(), coarse.begin() + coarse_->n_owned(), import.begin());
    import.update_ghost_values();
    for (unsigned dof = 0; dof + 1 < row_start_.size(); ++dof)
      {
        Fine *to = fine.begin() + std::size_t(dof) * size;
        for (unsigned e = row_start_[dof]; e < row_start_[dof + 1]; ++e)
          {
            const Coarse weight = Coarse(weight_[e]);
            const Coarse *from = import.begin() + std::size_t(column_[e]) * size;
            for (unsigned k = 0; k < size; ++k)
              to[k] += Fine(weight * from[k]);
          }
      }
  }

  template <typename Coarse, typename Fine>
  void PlanTransfer::restrict_to(Vector<Coarse> &coarse, const Vector<Fine> &fine) const
  {
    const unsigned size = coarse_->column_size();
    Vector<Coarse> import(import_partitioner_);
    for (unsigned dof = 0; dof + 1 < row_start_.size(); ++dof)
      {
        const Fine *from = fine.begin() + std::size_t(dof) * size;
        for (unsigned e = row_start_[dof]; e < row_start_[dof + 1]; ++e)
          {
            const Coarse weight = Coarse(weight_[e]);
            Coarse *to = import.begin() + std::size_t(column_[e]) * size;
            for (unsigned k = 0; k < size; ++k)
              to[k] += weight * Coarse(from[k]);
          }
      }
    import.compress(dealii::VectorOperation::add);
    std::copy(import.begin(), import.begin() + coarse_->n_owned(), coarse.begin());
  }

  PlanTransfer::CellSums PlanTransfer::sum_by_parent(const Coefficients &fine, bool has_film) const
  {
    const PlanSpace &plan = fine_->plan();
    const std::size_t n_volume = std::size_t(fine.n_elements) * n_coefficients(fine.n_components);
    const std::size_t n_level = has_film ? fine.n_elements + 1 : 0, n_side = has_film ? fine.n_elements : 0;
    CellSums sums;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        std::vector<double> &sum = sums[parents_[cell].rank][parents_[cell].cell];
        sum.resize(n_volume + n_level + 4 * n_side, 0.);
        const double area = plan.area(cell);
        for (std::size_t i = 0; i < n_volume; ++i)
          sum[i] += area * fine.volume[cell * n_volume + i];
        for (std::size_t i = 0; i < n_level; ++i)
          sum[n_volume + i] += area * fine.film_level[cell * n_level + i];
        for (unsigned face = 0; face < 4; ++face)
          for (std::size_t i = 0; i < n_side; ++i)
            sum[n_volume + n_level + face * n_side + i] +=
                side_length(plan.box(cell), face) * fine.film_side[(std::size_t(cell) * 4 + face) * n_side + i];
      }
    return sums;
  }

  Coefficients PlanTransfer::average(const Coefficients &fine) const
  {
    const PlanSpace &plan = coarse_->plan();
    // A rank without fine cells has no films to read, and may own coarse cells all the same.
    int has_film = fine.has_film();
    MPI_Allreduce(MPI_IN_PLACE, &has_film, 1, MPI_INT, MPI_MAX, fine_->communicator());
    const std::size_t n_volume = std::size_t(fine.n_elements) * n_coefficients(fine.n_components);
    const std::size_t n_level = has_film ? fine.n_elements + 1 : 0, n_side = has_film ? fine.n_elements : 0;
    Coefficients coarse;
    coarse.n_components = fine.n_components;
    coarse.n_elements = fine.n_elements;
    coarse.volume.assign(plan.n_cells() * n_volume, 0.);
    coarse.film_level.assign(plan.n_cells() * n_level, 0.);
    coarse.film_side.assign(plan.n_cells() * 4 * n_side, 0.);
    for (const auto &[rank, cells] : dealii::Utilities::MPI::some_to_some(fine_->communicator(), sum_by_parent(fine, has_film)))
      for (const auto &[cell, sum] : cells)
        {
          const double area = plan.area(cell);
          for (std::size_t i = 0; i < n_volume; ++i)
            coarse.volume[cell * n_volume + i] += sum[i] / area;
          for (std::size_t i = 0; i < n_level; ++i)
            coarse.film_level[cell * n_level + i] += sum[n_volume + i] / area;
          for (unsigned face = 0; face < 4; ++face)
            for (std::size_t i = 0; i < n_side; ++i)
              coarse.film_side[(std::size_t(cell) * 4 + face) * n_side + i] +=
                  sum[n_volume + n_level + face * n_side + i] / side_length(plan.box(cell), face);
        }
    return coarse;
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
