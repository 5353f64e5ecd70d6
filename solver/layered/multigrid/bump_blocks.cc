#include <solver/layered/multigrid/bump_blocks.h>

#include <solver/layered/multigrid/cell_fingerprint.h>
#include <solver/layered/operator/element_matrix.h>

#include <meshing/fill/outline_index.h>

#include <cmath>
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
      std::vector<unsigned> columns, cells;
    };

    /// Which owned columns do cells of other ranks touch? *Collective.*
    std::vector<char> find_shared_columns(const PlanSpace &plan)
    {
      Vector<float> touched(plan.partitioner());
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          if (const unsigned dof = plan.cell_dofs(cell)[i]; dof >= plan.n_owned())
            touched.begin()[dof] = 1;
      touched.compress(dealii::VectorOperation::add);
      std::vector<char> is_shared(plan.n_owned());
      for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
        is_shared[dof] = touched.begin()[dof] > 0;
      return is_shared;
    }

    /// The bump that an owned column lies in, or nobody. *Collective.*
    std::vector<unsigned> find_bumps_of_columns(const PlanSpace &plan, const std::vector<meshing::Disc> &bumps)
    {
      std::vector<meshing::Rectangle> boxes;
      for (const meshing::Disc &bump : bumps)
        boxes.push_back(meshing::bounding_box(bump));
      const meshing::OutlineIndex index(boxes);
      const std::vector<char> is_shared = find_shared_columns(plan);
      std::vector<unsigned> bump_of(plan.n_owned(), nobody);
      for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
        {
          if (is_shared[dof] || plan.is_hanging(dof))
            continue;
          const auto [x, y] = plan.position(dof);
          const int bump = index.find_last({x, x, y, y}, [&, x = x, y = y](unsigned b) {
            return std::hypot(x - bumps[b].x, y - bumps[b].y) <= bumps[b].radius * (1 + 1e-6);
          });
          if (bump >= 0)
            bump_of[dof] = static_cast<unsigned>(bump);
        }
      // Cells with hanging nodes tie their columns to others: those stay single.
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned i = 0; i < plan.dofs_per_cell() && plan.has_hanging(cell); ++i)
          if (const unsigned dof = plan.cell_dofs(cell)[i]; dof < plan.n_owned())
            bump_of[dof] = nobody;
      return bump_of;
    }

    std::vector<Bump> collect_bumps(const PlanSpace &plan, const std::vector<unsigned> &bump_of)
    {
      std::map<unsigned, Bump> bumps;
      std::vector<char> is_listed(plan.n_owned(), 0);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          if (const unsigned dof = plan.cell_dofs(cell)[i]; dof < plan.n_owned() && bump_of[dof] != nobody)
            {
              Bump &bump = bumps[bump_of[dof]];
              if (bump.cells.empty() || bump.cells.back() != cell)
                bump.cells.push_back(cell);
              if (!std::exchange(is_listed[dof], 1))
                bump.columns.push_back(dof);
            }
      std::vector<Bump> result;
      for (auto &[number, bump] : bumps)
        if (bump.columns.size() > 1)
          result.push_back(std::move(bump));
      return result;
    }

    /// Forms the blocks of bumps.
    class Builder
    {
    public:
      Builder(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained)
          : space_(space), coefficients_(coefficients), constrained_(constrained), layers_(make_layer_integrals(space)),
            curved_(space), place_(space.plan().n_local(), nobody)
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
        const unsigned n_z = space_.n_z(), components = space_.n_components();
        SparseFactor factor(static_cast<unsigned>(bump.columns.size()) * n_z, components);
        enter(bump);
        for (const unsigned cell : bump.cells)
          add_cell(cell, factor);
        leave(bump);
        for (unsigned c = 0; c < bump.columns.size(); ++c)
          for (unsigned k = 0; k < n_z; ++k)
            for (unsigned r = 0; r < components; ++r)
              if (constrained_.is_constrained[std::size_t(bump.columns[c]) * space_.column_size() + k * components + r])
                factor.constrain(c * n_z + k, r);
        return factor;
      }

    private:
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
        const unsigned *dofs = plan.cell_dofs(cell);
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          for (unsigned j = 0; j < plan.dofs_per_cell(); ++j)
            if (place_[dofs[i]] != nobody && place_[dofs[j]] != nobody)
              add_pair(cell, i, j, factor);
        if (!coefficients_.has_film())
          return;
        for_each_film_entry(space_, coefficients_, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
          if (place_[dofs[i]] != nobody && place_[dofs[j]] != nobody)
            factor.add(place_[dofs[i]] * space_.n_z() + k, 0, place_[dofs[j]] * space_.n_z() + l, 0, value);
        });
      }

      void add_pair(unsigned cell, unsigned i, unsigned j, SparseFactor &factor)
      {
        const unsigned q = space_.degree_z(), *dofs = space_.plan().cell_dofs(cell);
        const unsigned row = place_[dofs[i]] * space_.n_z(), column = place_[dofs[j]] * space_.n_z();
        for (unsigned e = 0; e < space_.n_elements(); ++e)
          {
            const bool is_curved = space_.is_curved(cell, e);
            if (is_curved)
              curved_.compute(e, i, j);
            for (const Coupling &term : couplings(space_.n_components()))
              {
                const double coefficient =
                    coefficients_.at(cell, e)[term.coefficient] * (is_curved ? 1. : integrals_(term.row_axis, term.column_axis, i, j));
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

  template <typename Number>
  BumpBlocks<Number>::BumpBlocks(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained,
                                 const std::vector<meshing::Disc> &bumps)
      : column_size_(space.column_size()), size_(space.n_components()), is_member_(space.plan().n_owned(), 0)
  {
    Builder builder(space, coefficients, constrained);
    std::unordered_map<Fingerprint, std::size_t, FingerprintHash> known;
    bool is_definite = true;
    for (const Bump &bump : collect_bumps(space.plan(), find_bumps_of_columns(space.plan(), bumps)))
      {
        if (bump.columns.size() * space.n_z() > most_nodes)
          continue;
        const auto [entry, is_new] = known.try_emplace(builder.describe(bump), classes_.size());
        if (is_new)
          {
            classes_.emplace_back();
            classes_.back().n_columns = static_cast<unsigned>(bump.columns.size());
            SparseFactor factor = builder.form(bump);
            const bool is_factored = factor.factor();
            is_definite &= is_factored;
            if (is_factored)
              take(factor, classes_.back());
          }
        Class &equal = classes_[entry->second];
        ++equal.n_bumps;
        equal.columns.insert(equal.columns.end(), bump.columns.begin(), bump.columns.end());
        for (const unsigned column : bump.columns)
          is_member_[column] = 1;
      }
    int failed = !is_definite;
    MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, space.communicator());
    if (failed)
      throw std::runtime_error("the columns of a round part are not positive definite: are all material constants finite and positive?");
  }

  template class BumpBlocks<double>;
  template class BumpBlocks<float>;
} // namespace sagitta::layered
