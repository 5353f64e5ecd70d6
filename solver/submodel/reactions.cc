#include <solver/submodel/reactions.h>

#include <solver/case/names.h>
#include <solver/layered/space/cell_values.h>
#include <solver/mechanics/temperature.h>
#include <solver/model/prescribed_values.h>
#include <solver/submodel/source_law.h>

#include <algorithm>
#include <map>
#include <utility>

namespace sagitta::submodel
{
  namespace
  {
    using Forces = std::vector<std::array<double, 3>>;

    /// The cuts at each local node on one, by (plan node, z-node).
    std::map<std::pair<unsigned, unsigned>, std::vector<unsigned>> cuts_of_nodes(const evaluation::SolvedState &state)
    {
      std::map<std::pair<unsigned, unsigned>, std::vector<unsigned>> cuts;
      const std::size_t n_cuts = state.model.conditions().cuts.size();
      for (unsigned cut = 0; cut < n_cuts; ++cut)
        model::for_each_node_of_cut(state.model, state.space, cut, [&](unsigned dof, unsigned z_node) {
          cuts[{dof, z_node}].push_back(cut);
        });
      return cuts;
    }

    /// The share of each cut in every node, as component x of a displacement.
    std::vector<layered::Vector<double>> shares_of_cuts(const evaluation::SolvedState &state)
    {
      std::vector<layered::Vector<double>> shares(state.model.conditions().cuts.size());
      for (layered::Vector<double> &share : shares)
        state.space.initialise(share);
      for (const auto &[node, cuts] : cuts_of_nodes(state))
        if (node.first < state.space.plan().n_owned())
          for (const unsigned cut : cuts)
            shares[cut].begin()[(std::size_t(node.first) * state.space.n_z() + node.second) * state.space.n_components()] =
                1. / static_cast<double>(cuts.size());
      for (layered::Vector<double> &share : shares)
        state.space.complete(share);
      return shares;
    }

    /// Integrates cell by cell.
    class ReactionIntegral
    {
    public:
      ReactionIntegral(const evaluation::SolvedState &state, const std::vector<layered::Vector<double>> &fields)
          : state_(state), fields_(fields), values_(state.space), temperatures_(state.temperature), forces_(fields.size(), {{0, 0, 0}})
      {
        for (std::size_t cut = 0; cut < fields.size(); ++cut)
          shares_.emplace_back(state.space);
      }

      void add(unsigned cell)
      {
        values_.load(cell, state_.displacement);
        temperatures_.load(cell);
        for (std::size_t cut = 0; cut < fields_.size(); ++cut)
          shares_[cut].load(cell, fields_[cut]);
        const layered::CellPoints &points = values_.points();
        for (unsigned e = 0; e < state_.space.n_elements(); ++e)
          for (unsigned q = 0; q < points.n_plan() && state_.model.is_filled(cell, e); ++q)
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              add_point(cell, e, q, qz);
      }

      const Forces &forces() const { return forces_; }

    private:
      void add_point(unsigned cell, unsigned e, unsigned q, unsigned qz)
      {
        const layered::CellPoints &points = values_.points();
        const mechanics::Voigt s = evaluate(state_.law, {state_.model.composition(cell, e), temperatures_.mean(e),
                                                         temperatures_.at(e, q, qz), points.position(e, q, qz), values_.strain(e, q, qz)})
                                       .stress;
        const std::array<std::array<double, 3>, 3> stress{{{{s[0], s[5], s[4]}}, {{s[5], s[1], s[3]}}, {{s[4], s[3], s[2]}}}};
        for (std::size_t cut = 0; cut < shares_.size(); ++cut)
          for (unsigned axis = 0; axis < 3; ++axis)
            {
              const double weight = points.jxw(e, q, qz) * shares_[cut].derivative(e, q, qz, 0, axis);
              for (unsigned c = 0; c < 3; ++c)
                forces_[cut][c] += weight * stress[c][axis];
            }
      }

      const evaluation::SolvedState &state_;
      const std::vector<layered::Vector<double>> &fields_; ///< the shares of the cuts
      layered::CellValues values_;
      std::vector<layered::CellValues> shares_;
      mechanics::CellTemperature temperatures_;
      Forces forces_;
    };
  } // namespace

  std::vector<std::array<double, 3>> find_reactions(const evaluation::SolvedState &state)
  {
    const std::vector<layered::Vector<double>> fields = shares_of_cuts(state);
    ReactionIntegral integral(state, fields);
    for (unsigned cell = 0; cell < state.space.plan().n_cells(); ++cell)
      integral.add(cell);
    Forces forces = integral.forces();
    for (std::array<double, 3> &force : forces)
      MPI_Allreduce(MPI_IN_PLACE, force.data(), 3, MPI_DOUBLE, MPI_SUM, state.model.communicator());
    return forces;
  }
} // namespace sagitta::submodel
