#include <solver/layered/multigrid/bump_members.h>

#include <solver/layered/multigrid/joined_columns.h>
#include <solver/layered/operator/element_matrix.h>

#include <meshing/fill/outline_index.h>

#include <deal.II/base/mpi.h>

#include <array>
#include <cmath>
#include <set>

namespace sagitta::layered
{
  namespace
  {
    /// Which local columns belong to cells with hanging nodes, on any rank? Those tie their columns to others. *Collective.*
    std::vector<char> find_tied_columns(const PlanSpace &plan)
    {
      Vector<float> tied(plan.partitioner());
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned i = 0; i < plan.dofs_per_cell() && plan.has_hanging(cell); ++i)
          tied.begin()[plan.cell_dofs(cell)[i]] = 1;
      tied.compress(dealii::VectorOperation::add);
      tied.update_ghost_values();
      std::vector<char> is_tied(plan.n_local());
      for (unsigned dof = 0; dof < plan.n_local(); ++dof)
        is_tied[dof] = tied.begin()[dof] > 0;
      return is_tied;
    }

    /// What a rank sends about a bump: its number and how many columns of it the rank owns.
    using BumpMessage = std::array<unsigned, 2>;

    /// The bumps that cells of this rank touch.
    std::vector<BumpMessage> find_touched(const PlanSpace &plan, const std::vector<unsigned> &bump_of)
    {
      std::map<unsigned, std::set<unsigned>> owned; // columns by bump
      const std::vector<int> hanging_index = index_hanging(plan);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for_each_column(plan, hanging_index, cell, [&](unsigned dof) {
          if (bump_of[dof] == no_bump)
            return;
          std::set<unsigned> &columns = owned[bump_of[dof]];
          if (dof < plan.n_owned())
            columns.insert(dof);
        });
      std::vector<BumpMessage> touched;
      for (const auto &[bump, columns] : owned)
        touched.push_back({{bump, static_cast<unsigned>(columns.size())}});
      return touched;
    }

    /// A bump that several ranks touch, and the rank that has most of its columns; no_bump for one that is too small or too large.
    struct SolvingRank
    {
      unsigned rank = no_bump, n_ranks = 0;
    };

    SolvingRank choose_solving_rank(const std::map<unsigned, unsigned> &columns_of_rank, std::size_t most_columns)
    {
      std::size_t n_columns = 0;
      unsigned most = 0;
      SolvingRank chosen;
      for (const auto &[rank, count] : columns_of_rank)
        {
          n_columns += count;
          if (count > most)
            chosen.rank = rank;
          most = std::max(most, count);
          ++chosen.n_ranks;
        }
      if (n_columns < 2 || n_columns > most_columns)
        chosen.rank = no_bump;
      return chosen;
    }
  } // namespace

  namespace
  {
    /// Adds the sets of joined columns of those that belong to no disc, numbered after the discs.
    void add_joined(std::size_t n_discs, const std::vector<dealii::types::global_dof_index> &joined, std::vector<unsigned> &bump_of)
    {
      for (std::size_t dof = 0; dof < joined.size(); ++dof)
        if (bump_of[dof] == no_bump && joined[dof] != not_joined && n_discs + joined[dof] < no_bump)
          bump_of[dof] = static_cast<unsigned>(n_discs + joined[dof]);
    }
  } // namespace

  BumpMembers find_bump_members(const PlanSpace &plan, const std::vector<meshing::Disc> &bumps,
                                const std::vector<dealii::types::global_dof_index> &joined, std::size_t most_columns)
  {
    std::vector<meshing::Rectangle> boxes;
    for (const meshing::Disc &bump : bumps)
      boxes.push_back(meshing::bounding_box(bump));
    const meshing::OutlineIndex index(boxes);
    const std::vector<char> is_tied = find_tied_columns(plan);
    BumpMembers members;
    members.bump_of.assign(plan.n_local(), no_bump);
    for (unsigned dof = 0; dof < plan.n_local(); ++dof)
      {
        const auto [x, y] = plan.position(dof);
        const int bump = is_tied[dof] || plan.is_hanging(dof) ? -1 : index.find_last({x, x, y, y}, [&, x = x, y = y](unsigned b) {
          return std::hypot(x - bumps[b].x, y - bumps[b].y) <= bumps[b].radius * (1 + 1e-6);
        });
        if (bump >= 0)
          members.bump_of[dof] = static_cast<unsigned>(bump);
      }
    add_joined(bumps.size(), joined, members.bump_of);

    // One rank per bump collects which ranks touch it, and sends them the rank that solves for it.
    const unsigned n_ranks = dealii::Utilities::MPI::n_mpi_processes(plan.communicator());
    std::map<unsigned, std::vector<BumpMessage>> sent, answers;
    for (const BumpMessage &message : find_touched(plan, members.bump_of))
      sent[message[0] % n_ranks].push_back(message);
    std::map<unsigned, std::map<unsigned, unsigned>> columns; // [bump][rank]
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(plan.communicator(), sent))
      for (const BumpMessage &message : list)
        columns[message[0]][rank] = message[1];
    for (const auto &[bump, of_rank] : columns)
      if (const SolvingRank chosen = choose_solving_rank(of_rank, most_columns); chosen.n_ranks > 1 || chosen.rank == no_bump)
        for (const auto &[rank, count] : of_rank)
          answers[rank].push_back({{bump, chosen.rank}});
    std::set<unsigned> left_out;
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(plan.communicator(), answers))
      for (const auto &[bump, solving_rank] : list)
        if (solving_rank == no_bump)
          left_out.insert(bump);
        else
          members.solving_ranks[bump] = solving_rank;
    for (unsigned &bump : members.bump_of)
      if (left_out.count(bump) > 0)
        bump = no_bump;
    return members;
  }
} // namespace sagitta::layered
