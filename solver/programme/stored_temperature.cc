#include <solver/programme/stored_temperature.h>

#include <solver/base/errors.h>
#include <solver/base/every_rank.h>
#include <solver/layered/space/used_nodes.h>
#include <solver/mechanics/prescribed_temperature.h>
#include <solver/restore/field_file.h>

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <vector>

namespace sagitta::programme
{
  void check_stored(const meshing::PointTable::Reference &stored, MPI_Comm communicator)
  {
    on_every_rank({stored.place, {}}, communicator, [&] {
      const restore::FieldFile file(stored.directory);
      file.find_state(stored.state);
    });
  }

  layered::Vector<double> interpolate_stored(const meshing::PointTable::Reference &stored, const model::Model &model,
                                             const layered::LayeredSpace &space)
  {
    layered::Vector<double> values;
    const unsigned finest = static_cast<unsigned>(model.plan_levels().size()) - 1;
    const std::vector<char> is_used = layered::find_used_nodes(space, model.filled(finest));
    on_every_rank({stored.place, {}}, model.communicator(), [&] {
      const restore::FieldFile file(stored.directory);
      const restore::StoredField field = file.read(file.find_state(stored.state), restore::Quantity::temperature);
      values = mechanics::interpolate(space, [&](const std::array<double, 3> &at, std::size_t node) {
        if (!is_used[node])
          return 0.;
        const auto value = field.at(at);
        if (!value)
          throw InputError(fmt::format("the package of {} has no material at ({:.6g}, {:.6g}, {:.6g}) mm, where this package has material",
                                       stored.directory, 1e3 * at[0], 1e3 * at[1], 1e3 * at[2]));
        return (*value)[0];
      });
    });
    values.update_ghost_values();
    return values;
  }
} // namespace sagitta::programme
