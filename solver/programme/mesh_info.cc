#include <solver/programme/mesh_info.h>

#include <solver/layered/space/element_geometry.h>
#include <solver/layered/space/used_nodes.h>
#include <solver/model/prescribed_values.h>
#include <solver/programme/memory_estimate.h>

#include <algorithm>
#include <memory>
#include <numeric>

namespace sagitta::programme
{
  namespace
  {
    /// What the cells of the model hold, summed over all ranks.
    struct Contents
    {
      unsigned long long plan_cells = 0, filled_cells = 0;
      unsigned long long remembered = 0; ///< numbers that materials with memory keep at the quadrature points
      std::vector<double> volumes;       ///< per body, of the modelled part [m3]
    };

    Contents count_contents(const Case &problem, const model::Model &model)
    {
      const layered::PlanSpace &plan = model.finest_plan();
      const meshing::Package &package = model.package();
      const layered::ElementGeometry geometry(plan, model.grid());
      std::vector<unsigned> remembered;
      for (const meshing::Body &body : package.bodies)
        remembered.push_back(body.kind == meshing::BodyKind::gap ? 0 : remembered_numbers(problem, body.material));
      const unsigned n_points = plan.dofs_per_cell() * (problem.numerics.mesh.degree_z + 1);
      std::vector<double> volumes(package.bodies.size(), 0.);
      unsigned long long counts[3] = {plan.n_cells(), 0, 0};
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned e = 0; e < model.grid().n_elements(); ++e)
          {
            counts[1] += model.is_filled(cell, e);
            for (const auto &[body, fraction] : model.composition(cell, e))
              {
                volumes[body] += fraction * geometry.volume(cell, e);
                counts[2] += remembered[body] * n_points;
              }
          }
      MPI_Allreduce(MPI_IN_PLACE, volumes.data(), static_cast<int>(volumes.size()), MPI_DOUBLE, MPI_SUM, model.communicator());
      MPI_Allreduce(MPI_IN_PLACE, counts, 3, MPI_UNSIGNED_LONG_LONG, MPI_SUM, model.communicator());
      return {counts[0], counts[1], counts[2], std::move(volumes)};
    }

    /// Volume of a body of the whole package [m3].
    double find_volume(const model::Model &model, const std::vector<double> &modelled, unsigned body)
    {
      double volume = 0;
      for (const meshing::Reflection &reflection : model.mirror().reflections())
        volume += modelled[model.images()(body, reflection)];
      return volume;
    }

    /// Nodes of the filled cells; a node of the plan counts once for every height at which it touches material. *Collective.*
    unsigned long long count_used_nodes(const model::Model &model)
    {
      const layered::LayeredSpace space(model.plan_levels().back(), std::make_shared<const meshing::LayerGrid>(model.grid()),
                                        model.numerics().mesh.degree_z, 1);
      const std::vector<char> is_used =
          layered::find_used_nodes(space, model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1));
      unsigned long long count = static_cast<unsigned long long>(std::count(is_used.begin(), is_used.begin() + space.n_owned(), 1));
      MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, model.communicator());
      return count;
    }

    /// Vectors have room for every node of plan and layers, also where there is no material: `nodes`.
    void add_memory(const Case &problem, unsigned long long nodes, double remembered, MPI_Comm communicator, results::MeshInfo &info)
    {
      int ranks = 1;
      MPI_Comm_size(communicator, &ranks);
      results::MeshInfo allocated = info;
      allocated.dofs = 3 * nodes;
      allocated.dofs_temperature = problem.programme.needs_heat() ? nodes : 0;
      info.estimated_memory = info.largest_memory = estimate_memory(problem, allocated, remembered, ranks);
      if (!problem.numerics.adaptive)
        return;
      results::MeshInfo refined = allocated;
      refined.dofs = std::max(problem.numerics.adaptive->max_dofs, allocated.dofs);
      refined.dofs_temperature = problem.programme.needs_heat() ? refined.dofs / 3 : 0;
      info.largest_memory = estimate_memory(problem, refined, 0, ranks);
    }
  } // namespace

  results::MeshInfo describe_mesh(const Case &problem, const model::Model &model)
  {
    const meshing::MeshRequest &request = problem.numerics.mesh;
    const Contents contents = count_contents(problem, model);
    results::MeshInfo info;
    info.plan_cells = contents.plan_cells;
    info.cells = contents.filled_cells;
    info.layer_elements = model.grid().n_elements();
    info.degree = request.degree;
    info.degree_z = request.degree_z;
    const unsigned long long nodes = count_used_nodes(model);
    info.dofs = 3 * nodes;
    info.dofs_temperature = problem.programme.needs_heat() ? nodes : 0;
    info.symmetry = meshing::to_string(model.mirror());
    info.averaged = model.plan().averaged;
    for (std::string &sentence : model::describe_moved_points(model))
      info.averaged.push_back(std::move(sentence));
    const std::vector<meshing::Body> &bodies = model.package().bodies;
    for (unsigned b = 0; b < bodies.size(); ++b)
      if (bodies[b].kind != meshing::BodyKind::gap)
        info.volumes.push_back({bodies[b].name, problem.materials[bodies[b].material].name, find_volume(model, contents.volumes, b)});
    const unsigned long long all_nodes = model.finest_plan().n_global() * (info.layer_elements * request.degree_z + 1ull);
    add_memory(problem, all_nodes, static_cast<double>(contents.remembered), model.communicator(), info);
    return info;
  }
} // namespace sagitta::programme
