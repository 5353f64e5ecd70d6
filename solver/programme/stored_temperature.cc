#include <solver/programme/stored_temperature.h>

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/mechanics/prescribed_temperature.h>
#include <solver/restore/field_file.h>

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace sagitta::programme
{
  namespace
  {
    /// Calls f on every rank; what it throws on any of them is thrown on all, as an InputError about the state. *Collective.*
    void on_all_ranks(const meshing::PointTable::Reference &stored, MPI_Comm communicator, const std::function<void()> &f)
    {
      std::string mistake;
      try
        {
          f();
        }
      catch (const std::exception &error)
        {
          mistake = stored.place + ": " + error.what();
        }
      agree_on_error(mistake, communicator);
    }

    /// Per plan node and z-node: does it belong to a cell with material?
    std::vector<char> find_filled_nodes(const model::Model &model, const layered::LayeredSpace &space)
    {
      const layered::PlanSpace &plan = space.plan();
      std::vector<char> is_filled(std::size_t(plan.n_local()) * space.n_z(), 0);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned e = 0; e < space.n_elements(); ++e)
          if (model.is_filled(cell, e))
            for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
              for (unsigned k = e * space.degree_z(); k <= (e + 1) * space.degree_z(); ++k)
                is_filled[std::size_t(plan.cell_dofs(cell)[i]) * space.n_z() + k] = 1;
      return is_filled;
    }
  } // namespace

  void check_stored(const meshing::PointTable::Reference &stored, MPI_Comm communicator)
  {
    on_all_ranks(stored, communicator, [&] {
      const restore::FieldFile file(stored.directory);
      file.find_state(stored.state);
    });
  }

  layered::Vector<double> interpolate_stored(const meshing::PointTable::Reference &stored, const model::Model &model,
                                             const layered::LayeredSpace &space)
  {
    layered::Vector<double> values;
    on_all_ranks(stored, model.communicator(), [&] {
      const restore::FieldFile file(stored.directory);
      const restore::StoredField field = file.read(file.find_state(stored.state), restore::Quantity::temperature);
      const std::vector<char> is_filled = find_filled_nodes(model, space);
      values = mechanics::interpolate(space, [&](const std::array<double, 3> &at, std::size_t node) {
        if (!is_filled[node])
          return 0.;
        const auto value = field.at(at);
        if (!value)
          throw InputError(fmt::format("the package of {} has no material at ({:.6g}, {:.6g}, {:.6g}) mm, where this one has",
                                       stored.directory, 1e3 * at[0], 1e3 * at[1], 1e3 * at[2]));
        return (*value)[0];
      });
    });
    values.update_ghost_values();
    return values;
  }
} // namespace sagitta::programme
