#include <solver/evaluation/nodal_fields.h>

#include <solver/layered/space/used_nodes.h>

#include <limits>
#include <variant>

namespace sagitta::evaluation
{
  namespace
  {
    /// The owned part of a field; NaN at nodes that are not used.
    std::vector<double> owned_values(const layered::LayeredSpace &space, const layered::Vector<double> &field,
                                     const std::vector<char> &is_used)
    {
      std::vector<double> values(field.begin(), field.begin() + space.n_owned());
      const unsigned components = space.n_components();
      for (std::size_t node = 0; node < values.size() / components; ++node)
        if (!is_used[node])
          for (unsigned c = 0; c < components; ++c)
            values[node * components + c] = std::numeric_limits<double>::quiet_NaN();
      return values;
    }

    const std::vector<char> &filled_cells(const model::Model &model)
    {
      return model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1);
    }

    std::vector<double> temperatures(const model::Model &model, const mechanics::Temperature &temperature)
    {
      const auto *field = std::get_if<mechanics::TemperatureField>(&temperature);
      return field ? owned_values(*field->space, *field->values, layered::find_used_nodes(*field->space, filled_cells(model)))
                   : std::vector<double>();
    }

    /// `space`: of the nodes.
    results::NodalGrid make_grid(const model::Model &model, const Materials &materials, const layered::LayeredSpace &space)
    {
      const layered::PlanSpace &plan = space.plan();
      results::NodalGrid grid;
      grid.reference_nodes = plan.element().nodes;
      grid.reference_nodes_z = space.element_z().nodes;
      grid.z = space.grid().z;
      grid.n_nodes = plan.n_global();
      grid.first_node = plan.partitioner()->local_range().first;
      for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
        grid.nodes.insert(grid.nodes.end(), {plan.position(dof)[0], plan.position(dof)[1]});
      grid.is_curved = space.shifts() != nullptr;
      for (unsigned dof = 0; dof < plan.n_owned() && grid.is_curved; ++dof)
        for (unsigned k = 0; k < space.n_z(); ++k)
          {
            const std::array<double, 2> shift = space.shifts()->shift(dof, k);
            grid.shifts.insert(grid.shifts.end(), shift.begin(), shift.end());
          }
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
            grid.cells.push_back(static_cast<std::int64_t>(plan.partitioner()->local_to_global(plan.cell_dofs(cell)[i])));
          for (unsigned e = 0; e < space.n_elements(); ++e)
            grid.parts.push_back(model.main_body(cell, e));
        }
      const std::uint64_t own = plan.n_cells();
      MPI_Exscan(&own, &grid.first_cell, 1, MPI_UINT64_T, MPI_SUM, model.communicator());
      MPI_Allreduce(&own, &grid.n_cells, 1, MPI_UINT64_T, MPI_SUM, model.communicator());
      const meshing::Mirror &mirror = model.mirror();
      if (mirror.in_x)
        grid.mirror_x = mirror.centre_x;
      if (mirror.in_y)
        grid.mirror_y = mirror.centre_y;
      for (const meshing::Body &body : model.package().bodies)
        {
          grid.part_names.push_back(body.name);
          grid.part_materials.push_back(body.kind == meshing::BodyKind::gap ? "" : materials[body.material].name);
        }
      return grid;
    }
  } // namespace

  results::NodalGrid make_nodal_grid(const SolvedState &state)
  {
    return make_grid(state.model, state.materials, state.space);
  }

  results::NodalGrid make_nodal_grid(const ThermalState &state)
  {
    return make_grid(state.model, state.materials, *std::get<mechanics::TemperatureField>(state.temperature).space);
  }

  results::NodalValues make_nodal_values(const SolvedState &state)
  {
    return {owned_values(state.space, state.displacement, layered::find_used_nodes(state.space, filled_cells(state.model))),
            temperatures(state.model, state.temperature)};
  }

  results::NodalValues make_nodal_values(const ThermalState &state)
  {
    return {{}, temperatures(state.model, state.temperature)};
  }
} // namespace sagitta::evaluation
