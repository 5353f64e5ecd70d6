#include <solver/submodel/source_run.h>

#include <solver/base/errors.h>
#include <solver/base/every_rank.h>
#include <solver/case/case.h>
#include <solver/layered/space/used_nodes.h>
#include <solver/model/prescribed_values.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace sagitta::submodel
{
  namespace
  {
    using layered::LayeredSpace;

    [[noreturn]] void refuse_without_material(const std::array<double, 3> &at)
    {
      throw InputError(fmt::format("the source has no material at ({:.6g}, {:.6g}, {:.6g}) mm, where the window has some at its cut; move "
                                   "the cut to where both have material",
                                   1e3 * at[0], 1e3 * at[1], 1e3 * at[2]));
    }

    /// The owned nodes on the cuts that belong to a cell with material: (plan node, z-node). *Collective.*
    std::vector<std::pair<unsigned, unsigned>> find_nodes_of_cuts(const model::Model &model, const LayeredSpace &space)
    {
      const std::vector<char> is_filled =
          layered::find_used_nodes(space, model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1));
      std::vector<std::pair<unsigned, unsigned>> nodes;
      model::for_each_node_of_cuts(model, space, [&](unsigned dof, unsigned z_node) {
        if (dof < space.plan().n_owned() && is_filled[std::size_t(dof) * space.n_z() + z_node])
          nodes.emplace_back(dof, z_node);
      });
      return nodes;
    }
  } // namespace

  SourceRun::SourceRun(const Submodel &submodel, const Programme &programme, MPI_Comm communicator)
      : submodel_(submodel), programme_(programme)
  {
    on_every_rank(submodel.place, communicator, [&] {
      file_ = std::make_unique<const restore::FieldFile>(submodel.results);
      check();
    });
  }

  void SourceRun::check() const
  {
    const std::string &directory = submodel().results;
    if (file_->version() != version)
      throw InputError(
          fmt::format("the results in {} are of Sagitta {}, and this is {}; run the source again", directory, file_->version(), version));
    if (submodel().source && file_->case_hash() != submodel().source->hash)
      throw InputError(fmt::format("the results in {} are of another case than {} is now (hash {:.8} instead of {:.8}): run it again, name "
                                   "its changes in source_set, or leave results out",
                                   directory, submodel().source->name, file_->case_hash(), submodel().source->hash));
    for (const State &state : programme_.states)
      {
        const restore::StoredState &stored = file_->states()[file_->find_state(state.name)];
        if (programme_.has_displacement && !stored.has_displacement)
          throw InputError(fmt::format("the results in {} are of heat conduction only and have no displacement", directory));
        constexpr double rounding = 1e-6; // [K], of a temperature that was written in another unit
        const bool is_equal = stored.temperature.has_value() == state.temperature.has_value() &&
                              (!state.temperature || std::abs(*stored.temperature - *state.temperature) <= rounding);
        if (!is_equal)
          throw InputError(fmt::format("the state {} has another temperature in {}; give it the same one here", state.name, directory));
      }
  }

  restore::StoredField SourceRun::read(unsigned state, restore::Quantity quantity) const
  {
    return file_->read(file_->find_state(programme_.states[state].name), quantity, submodel().window);
  }

  void SourceRun::set_on_cuts(unsigned state, const model::Model &model, const LayeredSpace &space, layered::Vector<double> &field) const
  {
    space.initialise(field);
    const auto nodes = find_nodes_of_cuts(model, space);
    on_every_rank(submodel().place, model.communicator(), [&] {
      const restore::StoredField source = read(state, restore::Quantity::displacement);
      for (const auto &[dof, z_node] : nodes)
        {
          const std::array<double, 3> at = space.position(dof, z_node);
          const auto value = source.at(at);
          if (!value)
            refuse_without_material(at);
          for (unsigned c = 0; c < 3; ++c)
            field.begin()[(std::size_t(dof) * space.n_z() + z_node) * 3 + c] = (*value)[c];
        }
    });
    space.complete(field);
  }

  layered::Vector<double> SourceRun::start_temperature(unsigned state, const model::Model &model, const LayeredSpace &space) const
  {
    layered::Vector<double> field;
    space.initialise(field);
    std::vector<std::size_t> unknown;
    std::array<double, 2> sum{{0, 0}};
    const auto nodes = find_nodes_of_cuts(model, space);
    on_every_rank(submodel().place, model.communicator(), [&] {
      const restore::StoredField source = read(state, restore::Quantity::temperature);
      for (const auto &[dof, z_node] : nodes)
        if (!source.at(space.position(dof, z_node)))
          refuse_without_material(space.position(dof, z_node));
      for (std::size_t node = 0; node < space.n_owned(); ++node)
        if (const auto value =
                source.at(space.position(static_cast<unsigned>(node / space.n_z()), static_cast<unsigned>(node % space.n_z()))))
          {
            field.begin()[node] = (*value)[0];
            sum = {{sum[0] + (*value)[0], sum[1] + 1}};
          }
        else
          unknown.push_back(node);
    });
    MPI_Allreduce(MPI_IN_PLACE, sum.data(), 2, MPI_DOUBLE, MPI_SUM, model.communicator());
    for (const std::size_t node : unknown)
      field.begin()[node] = sum[0] / sum[1];
    space.complete(field);
    return field;
  }
} // namespace sagitta::submodel
