#include <solver/programme/memory_estimate.h>

#include <solver/base/machine_memory.h>
#include <solver/base/memory_error.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/model/plan_choice.h>
#include <solver/process/material_path.h>

#include <materials/laws/law_table.h>
#include <meshing/plan/cell_estimate.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::programme
{
  namespace
  {
    // [bytes]
    constexpr double per_rank = 2.3e8;
    constexpr double per_unknown = 110, per_unknown_and_state = 64;
    constexpr double per_plate_unknown = 2400;
    constexpr unsigned displacements_of_a_path = 3; // at the start, in the middle and at the end of a step

    /// Unknowns of the plate problem at the bottom of the multigrid: a share of all, and no more than it is allowed.
    double plate_unknowns(double unknowns)
    {
      return std::min(unknowns / 3, 15e3);
    }

  } // namespace

  unsigned count_history_variables(const Materials &materials, const Programme &programme, unsigned material)
  {
    const Materials &all = materials;
    const auto law = process::make_law_with_memory(all, material);
    if (!law)
      return 0;
    if (!process::needs_newton(all, programme))
      return law->state_size();
    // Old and new states of the two steps of a pair and of the whole one; their stress, tangent and dissipation; the tangent in the
    // operator.
    return 4 * law->state_size() + 3 * (7 + materials::n_scalars(law->tangent_form())) +
           layered::n_coefficients(3, layered::CoefficientKind::tangent);
  }

  double estimate_memory(const Programme &programme, const results::MeshInfo &mesh, double history_variables, int n_ranks)
  {
    const auto displacements = static_cast<double>(mesh.dofs), temperatures = static_cast<double>(mesh.dofs_temperature);
    const auto at_once = programme.path ? displacements_of_a_path : static_cast<double>(programme.states.size());
    return per_rank * n_ranks + (per_unknown + per_unknown_and_state * at_once) * displacements +
           (per_unknown + per_unknown_and_state) * temperatures +
           per_plate_unknown * (plate_unknowns(displacements) + plate_unknowns(temperatures)) + sizeof(double) * history_variables;
  }

  void add_memory(const Case &problem, unsigned long long nodes, double history_variables, MPI_Comm communicator, results::MeshInfo &info)
  {
    int ranks = 1;
    MPI_Comm_size(communicator, &ranks);
    results::MeshInfo allocated = info;
    allocated.dofs = 3 * nodes;
    allocated.dofs_temperature = problem.programme.needs_heat() ? nodes : 0;
    info.estimated_memory = info.largest_memory = estimate_memory(problem.programme, allocated, history_variables, ranks);
    if (!problem.numerics.adaptive)
      return;
    results::MeshInfo refined = allocated;
    refined.dofs = std::max(problem.numerics.adaptive->max_dofs, allocated.dofs);
    refined.dofs_temperature = problem.programme.needs_heat() ? refined.dofs / 3 : 0;
    info.largest_memory = estimate_memory(problem.programme, refined, 0, ranks);
  }

  MeshCounts count_mesh(const Case &problem)
  {
    const meshing::MeshRequest &request = problem.numerics.mesh;
    const meshing::Plan plan = model::find_plan(problem.package, problem.conditions, problem.numerics);
    MeshCounts counts{meshing::estimate_cells(plan), 0, 0, plan.rings.has_value()};
    for (const meshing::Layer &layer : problem.package.layers)
      counts.elements += layer.elements;
    // Of large plans; a plan without hanging nodes has about the square of the degree as many nodes as cells.
    counts.nodes = counts.plan_cells * request.degree * request.degree * (counts.elements * request.degree_z + 1.);
    return counts;
  }

  results::MeshInfo describe_counts(const Programme &programme, const Numerics &numerics, const MeshCounts &counts)
  {
    results::MeshInfo mesh;
    mesh.plan_cells = static_cast<unsigned long long>(counts.plan_cells);
    mesh.layer_elements = counts.elements;
    mesh.cells = static_cast<unsigned long long>(counts.cells());
    mesh.degree = numerics.mesh.degree;
    mesh.degree_z = numerics.mesh.degree_z;
    mesh.dofs = programme.has_displacement ? static_cast<unsigned long long>(3 * counts.nodes) : 0;
    mesh.dofs_temperature = programme.needs_heat() ? static_cast<unsigned long long>(counts.nodes) : 0;
    return mesh;
  }

  void refuse_beyond_memory(const Case &problem, const MeshCounts &counts, double times, MPI_Comm communicator)
  {
    const results::MeshInfo mesh = describe_counts(problem.programme, problem.numerics, counts);
    int ranks = 1;
    MPI_Comm_size(communicator, &ranks);
    const double needed = estimate_memory(problem.programme, mesh, 0, ranks);
    const MemoryLimit limit = find_memory_limit(communicator);
    if (needed > times * limit.bytes)
      throw MemoryError(fmt::format("not enough memory: about {:.3g} plan cells times {} elements through the thickness make {:.3g} "
                                    "unknowns, for which a run needs about {:.3g} GB, and {}; make the plan coarser, or run "
                                    "it on more machines",
                                    counts.plan_cells, counts.elements, static_cast<double>(mesh.dofs + mesh.dofs_temperature),
                                    1e-9 * needed, limit.reason));
  }
} // namespace sagitta::programme
