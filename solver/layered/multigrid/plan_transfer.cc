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

    /// The rank that keeps the whereabouts of a cell.
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

    /// What a coarse cell's owner tells about it: its box and, per node, the free coarse columns that the node stands for.
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
  } // namespace

  PlanTransfer::PlanTransfer(std::shared_ptr<const LayeredSpace> coarse, std::shared_ptr<const LayeredSpace> fine)
      : coarse_(std::move(coarse)), fine_(std::move(fine))
  {
    find_parents();

    // Ask the owners of the coarse cells for what the fine nodes interpolate from.
    const PlanSpace &fine_plan = fine_->plan(), &coarse_plan = coarse_->plan();
    const MPI_Comm communicator = fine_->communicator();
    std::map<unsigned, std::vector<unsigned>> questions;
    for (const Parent &parent : parents_)
      questions[parent.rank].push_back(parent.cell);
    for (auto &[rank, cells] : questions)
      {
        std::sort(cells.begin(), cells.end());
        cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
      }
    const auto asked = dealii::Utilities::MPI::some_to_some(communicator, questions);
    const std::vector<int> coarse_hanging = index_hanging(coarse_plan);
    std::map<unsigned, std::vector<CoarseCell>> answers;
    for (const auto &[rank, cells] : asked)
      for (const unsigned cell : cells)
        answers[rank].push_back(describe(coarse_plan, coarse_hanging, cell));
    const auto told = dealii::Utilities::MPI::some_to_some(communicator, answers);
    const auto coarse_cell = [&](const Parent &parent) -> const CoarseCell & {
      const std::vector<unsigned> &cells = questions[parent.rank];
      return told.at(parent.rank)[std::lower_bound(cells.begin(), cells.end(), parent.cell) - cells.begin()];
    };

    // One row per owned free fine column, from the first cell that touches it: the coarse field is continuous, so any cell will do.
    const ReferenceElement &element = fine_plan.element();
    const unsigned n = element.n;
    std::vector<std::map<global_dof_index, double>> rows(fine_plan.n_owned());
    std::vector<char> is_done(fine_plan.n_owned(), 0);
    for (unsigned cell = 0; cell < fine_plan.n_cells(); ++cell)
      {
        const CoarseCell &source = coarse_cell(parents_[cell]);
        const auto &fine_cell = fine_plan.cell(cell);
        const bool is_same = source.box == fine_plan.box(cell);
        const unsigned child = is_same ? 0 : fine_cell->id().get_child_indices()[fine_cell->level() - 1];
        for (unsigned iy = 0; iy < n; ++iy)
          for (unsigned ix = 0; ix < n; ++ix)
            {
              const unsigned dof = fine_plan.cell_dofs(cell)[ix + n * iy];
              if (dof >= fine_plan.n_owned() || fine_plan.is_hanging(dof) || is_done[dof])
                continue;
              is_done[dof] = 1;
              double x = element.nodes[ix], y = element.nodes[iy];
              if (!is_same && fine_plan.is_rectangular())
                {
                  x = (fine_plan.position(dof)[0] - source.box[0]) / (source.box[2] - source.box[0]);
                  y = (fine_plan.position(dof)[1] - source.box[1]) / (source.box[3] - source.box[1]);
                }
              else if (!is_same)
                {
                  x = .5 * (x + child % 2);
                  y = .5 * (y + child / 2);
                }
              const std::vector<double> shape_x = element.evaluate(x), shape_y = element.evaluate(y);
              for (unsigned jy = 0; jy < n; ++jy)
                for (unsigned jx = 0; jx < n; ++jx)
                  {
                    const double weight = shape_x[jx] * shape_y[jy];
                    if (std::abs(weight) > 1e-13) // rounding at nodes that coincide
                      for (const auto &[master, share] : source.nodes[jx + n * jy])
                        rows[dof][master] += weight * share;
                  }
            }
      }

    const dealii::IndexSet &owned = coarse_plan.partitioner()->locally_owned_range();
    std::vector<global_dof_index> needed;
    for (const auto &row : rows)
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
    for (const auto &row : rows)
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
    // Owners register their coarse cells with keepers; fine cells ask the keepers for themselves and for their parents.
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

  Coefficients PlanTransfer::average(const Coefficients &fine) const
  {
    const PlanSpace &fine_plan = fine_->plan(), &coarse_plan = coarse_->plan();
    const std::size_t n_volume = std::size_t(fine.n_elements) * n_coefficients(fine.n_components);
    // A rank without fine cells has no arrays to tell from, and may own coarse cells all the same.
    int has_film = fine.has_film();
    MPI_Allreduce(MPI_IN_PLACE, &has_film, 1, MPI_INT, MPI_MAX, fine_->communicator());
    const std::size_t n_level = has_film ? fine.n_elements + 1 : 0, n_side = has_film ? fine.n_elements : 0;
    const std::size_t n = n_volume + n_level + 4 * n_side;

    // Sums of (area or length) * value, sent to the owners of the coarse cells.
    std::map<unsigned, std::map<unsigned, std::vector<double>>> sums;
    for (unsigned cell = 0; cell < fine_plan.n_cells(); ++cell)
      {
        std::vector<double> &sum = sums[parents_[cell].rank][parents_[cell].cell];
        sum.resize(n, 0.);
        const double area = fine_plan.area(cell);
        const std::array<double, 4> &box = fine_plan.box(cell);
        for (std::size_t i = 0; i < n_volume; ++i)
          sum[i] += area * fine.volume[cell * n_volume + i];
        for (std::size_t i = 0; i < n_level; ++i)
          sum[n_volume + i] += area * fine.film_level[cell * n_level + i];
        for (unsigned face = 0; face < 4; ++face)
          for (std::size_t i = 0; i < n_side; ++i)
            sum[n_volume + n_level + face * n_side + i] +=
                (face < 2 ? box[3] - box[1] : box[2] - box[0]) * fine.film_side[(std::size_t(cell) * 4 + face) * n_side + i];
      }

    Coefficients coarse;
    coarse.n_components = fine.n_components;
    coarse.n_elements = fine.n_elements;
    coarse.volume.assign(coarse_plan.n_cells() * n_volume, 0.);
    coarse.film_level.assign(coarse_plan.n_cells() * n_level, 0.);
    coarse.film_side.assign(coarse_plan.n_cells() * 4 * n_side, 0.);
    for (const auto &[rank, cells] : dealii::Utilities::MPI::some_to_some(fine_->communicator(), sums))
      for (const auto &[cell, sum] : cells)
        {
          const double area = coarse_plan.area(cell);
          const std::array<double, 4> &box = coarse_plan.box(cell);
          for (std::size_t i = 0; i < n_volume; ++i)
            coarse.volume[cell * n_volume + i] += sum[i] / area;
          for (std::size_t i = 0; i < n_level; ++i)
            coarse.film_level[cell * n_level + i] += sum[n_volume + i] / area;
          for (unsigned face = 0; face < 4; ++face)
            for (std::size_t i = 0; i < n_side; ++i)
              coarse.film_side[(std::size_t(cell) * 4 + face) * n_side + i] +=
                  sum[n_volume + n_level + face * n_side + i] / (face < 2 ? box[3] - box[1] : box[2] - box[0]);
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
