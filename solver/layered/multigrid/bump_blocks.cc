#include <solver/layered/multigrid/bump_blocks.h>

#include <solver/layered/multigrid/bump_members.h>
#include <solver/layered/multigrid/cell_fingerprint.h>
#include <solver/layered/operator/element_matrix.h>

#include <deal.II/base/mpi.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace sagitta::layered
{
  namespace
  {
    constexpr std::size_t most_nodes = 3000; ///< of a factor: plan nodes times z-nodes
    constexpr unsigned nobody = std::numeric_limits<unsigned>::max();

    /// A round part: its columns and the cells that touch them.
    struct Bump
    {
      std::vector<unsigned> columns, cells; ///< local; columns may be ghosts
    };

    /// What this rank has of the bumps.
    std::map<unsigned, Bump> collect_bumps(const PlanSpace &plan, const std::vector<unsigned> &bump_of)
    {
      std::map<unsigned, Bump> bumps;
      std::vector<char> is_listed(plan.n_local(), 0);
      const std::vector<int> hanging_index = index_hanging(plan);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for_each_column(plan, hanging_index, cell, [&](unsigned dof) {
          if (bump_of[dof] == no_bump)
            return;
          Bump &bump = bumps[bump_of[dof]];
          if (bump.cells.empty() || bump.cells.back() != cell)
            bump.cells.push_back(cell);
          if (!std::exchange(is_listed[dof], 1))
            bump.columns.push_back(dof);
        });
      return bumps;
    }

    /// What the cells of a rank add to the block of a bump that another rank solves for.
    struct Parcel
    {
      unsigned bump = 0;
      std::vector<dealii::types::global_dof_index> columns; ///< global plan DoFs
      std::vector<char> is_constrained;                     ///< [column][unknown]
      std::vector<unsigned> nodes;                          ///< pairs of nodes, [column * n_z + z-node] in `columns`
      std::vector<double> blocks;                           ///< of each pair, 9 entries

      template <class Archive>
      void serialize(Archive &archive, const unsigned)
      {
        archive &bump &columns &is_constrained &nodes &blocks;
      }
    };

    /// Forms the blocks of bumps.
    class Builder
    {
    public:
      Builder(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained)
          : space_(space), coefficients_(coefficients), constrained_(constrained), layers_(make_layer_integrals(space)), curved_(space),
            hanging_index_(index_hanging(space.plan())), place_(space.plan().n_local(), nobody)
      {
      }

      /// Equal for bumps with equal blocks.
      Fingerprint describe(const Bump &bump)
      {
        Fingerprint result;
        enter(bump);
        for (const unsigned cell : bump.cells)
          {
            const Fingerprint part = describe_cell(space_, coefficients_, cell);
            result.add(part.a);
            result.add(part.b);
            // Weights of masters follow from the shapes of neighbours, which are not described: blocks with hanging nodes share no factor.
            if (space_.plan().has_hanging(cell))
              result.add(std::uint64_t(bump.columns.front()));
            for (unsigned i = 0; i < space_.plan().dofs_per_cell(); ++i)
              result.add(std::uint64_t(place_[space_.plan().cell_dofs(cell)[i]]));
          }
        const unsigned size = space_.column_size();
        for (std::size_t c = 0; c < bump.columns.size(); ++c)
          for (unsigned r = 0; r < size; ++r)
            if (constrained_.is_constrained[std::size_t(bump.columns[c]) * size + r])
              result.add(std::uint64_t(c * size + r));
        leave(bump);
        return result;
      }

      SparseFactor form(const Bump &bump)
      {
        SparseFactor factor = add_cells(bump);
        constrain(factor, pack(bump).is_constrained);
        return factor;
      }

      /// What the cells of this rank add to the block of a bump.
      Parcel form_parcel(unsigned number, const Bump &bump)
      {
        Parcel parcel = pack(bump);
        parcel.bump = number;
        const SparseFactor sums = add_cells(bump);
        for (unsigned node = 0; node < sums.n_nodes(); ++node)
          for (const auto &[other, block] : sums.row(node))
            {
              parcel.nodes.insert(parcel.nodes.end(), {node, other});
              parcel.blocks.insert(parcel.blocks.end(), block.begin(), block.end());
            }
        return parcel;
      }

      /// The block of a bump from the parcels of all ranks; `columns`: its columns, ascending.
      SparseFactor form(const std::vector<const Parcel *> &parcels, const std::vector<dealii::types::global_dof_index> &columns) const
      {
        const unsigned n_z = space_.n_z(), size = space_.n_components(), column_size = space_.column_size();
        SparseFactor factor(static_cast<unsigned>(columns.size()) * n_z, size);
        std::vector<char> is_constrained(columns.size() * column_size);
        for (const Parcel *parcel : parcels)
          {
            std::vector<unsigned> place; // of its columns
            for (const auto column : parcel->columns)
              place.push_back(static_cast<unsigned>(std::lower_bound(columns.begin(), columns.end(), column) - columns.begin()));
            for (std::size_t c = 0; c < place.size(); ++c)
              std::copy_n(&parcel->is_constrained[c * column_size], column_size, &is_constrained[std::size_t(place[c]) * column_size]);
            const auto node = [&](unsigned n) { return place[n / n_z] * n_z + n % n_z; };
            for (std::size_t pair = 0; pair < parcel->nodes.size() / 2; ++pair)
              for (unsigned r = 0; r < size; ++r)
                for (unsigned c = 0; c < size; ++c)
                  factor.add(node(parcel->nodes[2 * pair]), r, node(parcel->nodes[2 * pair + 1]), c,
                             parcel->blocks[9 * pair + r * size + c]);
          }
        constrain(factor, is_constrained);
        return factor;
      }

    private:
      /// The columns of a bump, and which of their unknowns are constrained.
      Parcel pack(const Bump &bump) const
      {
        const std::size_t size = space_.column_size();
        Parcel parcel;
        for (const unsigned column : bump.columns)
          {
            parcel.columns.push_back(space_.plan().partitioner()->local_to_global(column));
            const auto first = constrained_.is_constrained.begin() + static_cast<std::ptrdiff_t>(column * size);
            parcel.is_constrained.insert(parcel.is_constrained.end(), first, first + static_cast<std::ptrdiff_t>(size));
          }
        return parcel;
      }

      /// `is_constrained`: [column][unknown].
      void constrain(SparseFactor &factor, const std::vector<char> &is_constrained) const
      {
        for (std::size_t i = 0; i < is_constrained.size(); ++i)
          if (is_constrained[i])
            factor.constrain(static_cast<unsigned>(i / space_.n_components()), static_cast<unsigned>(i % space_.n_components()));
      }

      SparseFactor add_cells(const Bump &bump)
      {
        SparseFactor sums(static_cast<unsigned>(bump.columns.size()) * space_.n_z(), space_.n_components());
        enter(bump);
        for (const unsigned cell : bump.cells)
          add_cell(cell, sums);
        leave(bump);
        return sums;
      }

      void enter(const Bump &bump)
      {
        for (unsigned c = 0; c < bump.columns.size(); ++c)
          place_[bump.columns[c]] = c;
      }
      void leave(const Bump &bump)
      {
        for (const unsigned column : bump.columns)
          place_[column] = nobody;
      }

      void add_cell(unsigned cell, SparseFactor &factor)
      {
        const PlanSpace &plan = space_.plan();
        integrals_.compute(plan, cell);
        curved_.enter(cell);
        const std::vector<NodeExpansion> nodes = expand_nodes(plan, hanging_index_, cell);
        // Pairs of columns in the block that nodes i and j depend on, with the product of the weights.
        const auto for_each_pair = [&](unsigned i, unsigned j, const auto &f) {
          for (const auto &[row, row_weight] : nodes[i].masters)
            for (const auto &[column, column_weight] : nodes[j].masters)
              if (place_[row] != nobody && place_[column] != nobody)
                f(place_[row] * space_.n_z(), place_[column] * space_.n_z(), row_weight * column_weight);
        };
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          for (unsigned j = 0; j < plan.dofs_per_cell(); ++j)
            for_each_pair(i, j, [&](unsigned row, unsigned column, double weight) { add_pair(cell, {i, j, row, column, weight}, factor); });
        if (coefficients_.has_film())
          for_each_film_entry(space_, coefficients_, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
            for_each_pair(i, j,
                          [&](unsigned row, unsigned column, double weight) { factor.add(row + k, 0, column + l, 0, weight * value); });
          });
      }

      /// Two nodes of a cell, and where the columns that they depend on begin in a factor.
      struct Pair
      {
        unsigned i, j, row, column;
        double weight;
      };

      void add_pair(unsigned cell, const Pair &pair, SparseFactor &factor)
      {
        const unsigned q = space_.degree_z();
        const auto [i, j, row, column, weight] = pair;
        for (unsigned e = 0; e < space_.n_elements(); ++e)
          {
            const bool is_curved = space_.is_curved(cell, e);
            if (is_curved)
              curved_.compute(e, i, j);
            for (const Coupling &term : couplings(space_.n_components()))
              {
                const double coefficient = weight * coefficients_.at(cell, e)[term.coefficient] *
                                           (is_curved ? 1. : integrals_(term.row_axis, term.column_axis, i, j));
                if (coefficient == 0)
                  continue;
                for (unsigned k = 0; k <= q; ++k)
                  for (unsigned l = 0; l <= q; ++l)
                    factor.add(row + e * q + k, term.row, column + e * q + l, term.column,
                               coefficient * (is_curved ? curved_(term.row_axis, term.column_axis, k, l)
                                                        : layers_[e](term.row_axis, term.column_axis, k, l)));
              }
          }
      }

      const LayeredSpace &space_;
      const Coefficients &coefficients_;
      const ConstrainedUnknowns &constrained_;
      const std::vector<LayerIntegrals> layers_;
      PlanIntegrals integrals_;
      CurvedIntegrals curved_;
      const std::vector<int> hanging_index_;
      std::vector<unsigned> place_; ///< of a column in the present bump, or nobody
    };
  } // namespace

  template <typename Number>
  void BumpBlocks<Number>::take(const SparseFactor &factor, Class &to) const
  {
    to.start.push_back(0);
    for (const unsigned node : factor.order())
      {
        to.node.push_back(node);
        to.below.insert(to.below.end(), factor.below(node).begin(), factor.below(node).end());
        to.start.push_back(static_cast<unsigned>(to.below.size()));
        for (const double entry : factor.column(node))
          to.entries.push_back(static_cast<Number>(entry));
      }
  }

  /// Makes the classes of a BumpBlocks.
  template <typename Number>
  class BumpBlocks<Number>::Maker
  {
  public:
    Maker(BumpBlocks &blocks, const LayeredSpace &space, Builder &builder) : blocks_(blocks), space_(space), builder_(builder) {}

    bool is_definite() const { return is_definite_; }

    /// A bump that only cells of this rank touch.
    void add(const Bump &bump)
    {
      const auto [entry, is_new] = known_.try_emplace(builder_.describe(bump), blocks_.classes_.size());
      if (is_new)
        {
          blocks_.classes_.emplace_back();
          blocks_.classes_.back().n_columns = static_cast<unsigned>(bump.columns.size());
          factor(builder_.form(bump), blocks_.classes_.back());
        }
      Class &equal = blocks_.classes_[entry->second];
      ++equal.n_bumps;
      equal.columns.insert(equal.columns.end(), bump.columns.begin(), bump.columns.end());
    }

    /// The bumps that cells of several ranks touch: each rank sends what it adds to the one that solves. *Collective.*
    void share(const std::map<unsigned, Bump> &bumps, const std::map<unsigned, unsigned> &solving_ranks)
    {
      std::map<unsigned, std::vector<Parcel>> sent;
      for (const auto &[bump, rank_of_bump] : solving_ranks)
        sent[rank_of_bump].push_back(builder_.form_parcel(bump, bumps.at(bump)));
      const auto received = dealii::Utilities::MPI::some_to_some(space_.communicator(), sent);
      std::map<unsigned, std::vector<const Parcel *>> parcels; // by bump
      for (const auto &[rank, list] : received)
        for (const Parcel &parcel : list)
          parcels[parcel.bump].push_back(&parcel);
      std::vector<std::vector<dealii::types::global_dof_index>> columns;
      for (const auto &[bump, list] : parcels)
        {
          columns.emplace_back();
          for (const Parcel *parcel : list)
            columns.back().insert(columns.back().end(), parcel->columns.begin(), parcel->columns.end());
          std::sort(columns.back().begin(), columns.back().end());
          columns.back().erase(std::unique(columns.back().begin(), columns.back().end()), columns.back().end());
        }
      make_exchange(columns);
      std::size_t next = 0;
      for (const auto &[bump, list] : parcels)
        {
          blocks_.at_border_.emplace_back();
          Class &own = blocks_.at_border_.back();
          own.n_bumps = 1;
          own.n_columns = static_cast<unsigned>(columns[next].size());
          for (const auto column : columns[next])
            own.columns.push_back(blocks_.exchange_.get_partitioner()->global_to_local(column * space_.column_size()) /
                                  space_.column_size());
          factor(builder_.form(list, columns[next]), own);
          ++next;
        }
    }

  private:
    /// A vector whose ghosts are the columns that this rank solves for and does not own. *Collective.*
    void make_exchange(const std::vector<std::vector<dealii::types::global_dof_index>> &columns)
    {
      const dealii::IndexSet &owned = space_.plan().partitioner()->locally_owned_range();
      dealii::IndexSet ghosts(owned.size());
      for (const auto &bump : columns)
        for (const auto column : bump)
          if (!owned.is_element(column))
            ghosts.add_index(column);
      ghosts.compress();
      blocks_.exchange_.reinit(std::make_shared<const dealii::Utilities::MPI::Partitioner>(
          expand_to_columns(owned, space_.column_size()), expand_to_columns(ghosts, space_.column_size()), space_.communicator()));
    }

    void factor(SparseFactor sums, Class &to)
    {
      const bool is_factored = sums.factor();
      is_definite_ &= is_factored;
      if (is_factored)
        blocks_.take(sums, to);
    }

    BumpBlocks &blocks_;
    const LayeredSpace &space_;
    Builder &builder_;
    std::unordered_map<Fingerprint, std::size_t, FingerprintHash> known_;
    bool is_definite_ = true;
  };

  template <typename Number>
  BumpBlocks<Number>::BumpBlocks(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained,
                                 const std::vector<meshing::Disc> &bumps, const std::vector<dealii::types::global_dof_index> &joined)
      : column_size_(space.column_size()), size_(space.n_components()), is_member_(space.plan().n_owned(), 0)
  {
    const BumpMembers members = find_bump_members(space.plan(), bumps, joined, most_nodes / space.n_z());
    Builder builder(space, coefficients, constrained);
    Maker maker(*this, space, builder);
    const std::map<unsigned, Bump> collected = collect_bumps(space.plan(), members.bump_of);
    int rank = 0;
    MPI_Comm_rank(space.communicator(), &rank);
    for (const auto &[number, bump] : collected)
      {
        const auto rank_of_bump = members.solving_ranks.find(number);
        for (const unsigned column : bump.columns)
          if (column < space.plan().n_owned())
            {
              is_member_[column] = 1;
              if (rank_of_bump != members.solving_ranks.end())
                shared_columns_.push_back({column, rank_of_bump->second == static_cast<unsigned>(rank)});
            }
        if (rank_of_bump == members.solving_ranks.end())
          maker.add(bump);
      }
    int has_shared = !members.solving_ranks.empty();
    MPI_Allreduce(MPI_IN_PLACE, &has_shared, 1, MPI_INT, MPI_MAX, space.communicator());
    is_shared_ = has_shared != 0;
    if (is_shared_)
      maker.share(collected, members.solving_ranks);
    int failed = !maker.is_definite();
    MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, space.communicator());
    if (failed)
      throw std::runtime_error("the columns of a round part, or columns that are joined, are not positive definite; check that all "
                               "material constants are finite and positive");
  }

  template class BumpBlocks<double>;
  template class BumpBlocks<float>;
} // namespace sagitta::layered
