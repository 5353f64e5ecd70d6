#include <solver/programme/case_check.h>

#include <solver/adaptivity/plan_refinement.h>
#include <solver/base/errors.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/condition_check.h>
#include <solver/model/model.h>
#include <solver/model/package_plan.h>
#include <solver/process/column_copy.h>
#include <solver/programme/layout_measure.h>
#include <solver/programme/memory_estimate.h>
#include <solver/programme/mesh_info.h>
#include <solver/programme/plan_solution.h>
#include <solver/programme/stored_temperature.h>
#include <solver/programme/submodel_source.h>

#include <meshing/package/point_table.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace sagitta::programme
{
  namespace
  {
    /// On the mesh itself.
    results::MeshInfo check_on_mesh(const Case &problem, MPI_Comm communicator)
    {
      if (problem.programme.process)
        process::check_steps({problem.package, problem.materials, problem.conditions, problem.programme, problem.numerics});
      const model::PackagePlan plan(problem.package, problem.conditions, problem.numerics, communicator);
      if (problem.programme.has_displacement)
        adaptivity::check_start(problem.package, problem.numerics, plan);
      const model::Model model(problem.package, problem.conditions, problem.numerics, plan, communicator);
      model::check_points(model, problem.requests.probes);
      evaluation::check_faces(model, problem.requests.warpage);
      if (problem.programme.has_displacement && problem.conditions.mechanical.has_loads())
        check_equilibrium(problem.programme, mechanics::MechanicsProblem(model, problem.materials));
      return describe_mesh(problem, model);
    }

    /// The case on a plan of at most about `most_cells` cells, elements through the thickness counted; nothing if there is none.
    std::optional<Case> find_coarse_case(const Case &problem, const MeshCounts &counts, double most_cells)
    {
      Case coarse = problem;
      coarse.numerics.adaptive.reset();
      if (counts.has_rings)
        {
          const double extent = problem.package.extent();
          coarse.numerics.mesh.plan = meshing::PlanResolution{extent, extent};
        }
      else
        {
          constexpr double fewest = 4, most = 64; // half the cells of a side
          const auto half = static_cast<unsigned>(std::clamp(std::floor(std::sqrt(most_cells / counts.elements) / 2), fewest, most));
          coarse.numerics.mesh.plan = meshing::PlanLattice{{{2 * half, 2 * half}}}; // even, so that symmetries may cut it
        }
      if (count_mesh(coarse).cells() > 2 * most_cells)
        return std::nullopt;
      return coarse;
    }

    /// Numbers that materials with memory keep, by the shares of the parts in the volume.
    double estimate_history_variables(const Case &problem, const results::MeshInfo &mesh)
    {
      double whole = 0, history_variables = 0;
      for (const results::PartVolume &part : mesh.volumes)
        {
          whole += part.volume;
          for (unsigned m = 0; m < problem.materials.size(); ++m)
            if (problem.programme.has_displacement && problem.materials[m].name == part.material)
              {
                history_variables += part.volume * count_history_variables(problem.materials, problem.programme, m);
                break;
              }
        }
      const double points = (mesh.degree + 1.) * (mesh.degree + 1.) * (mesh.degree_z + 1.);
      return whole > 0 ? history_variables / whole * points * static_cast<double>(mesh.cells) : 0;
    }

    /// Fills in what the coarse plan gives of the package; returns a sentence about it.
    std::string take_over(const Case &coarse, const results::MeshInfo &found, results::MeshInfo &mesh)
    {
      mesh.volumes = found.volumes;
      mesh.symmetry = found.symmetry;
      const double filled = static_cast<double>(found.cells) / (static_cast<double>(found.plan_cells) * found.layer_elements);
      for (unsigned long long *count : {&mesh.cells, &mesh.dofs, &mesh.dofs_temperature})
        *count = static_cast<unsigned long long>(filled * static_cast<double>(*count));
      const auto *lattice = std::get_if<meshing::PlanLattice>(&coarse.numerics.mesh.plan);
      return fmt::format(
          "the volumes, and the check whether conditions, probes and measured faces meet material, come from a coarser plan of {}",
          lattice ? fmt::format("{} x {} cells", lattice->cells[0], lattice->cells[1]) : fmt::format("{} cells", found.plan_cells));
    }

    CheckedMesh check_by_counts(const Case &problem, const MeshCounts &counts, MPI_Comm communicator, double most_cells)
    {
      constexpr double share_of_coarse_plan = .2; // of what is made in seconds
      CheckedMesh checked{describe_counts(problem.programme, problem.numerics, counts), true, {}};
      results::MeshInfo &mesh = checked.mesh;
      mesh.layouts = describe_tiles(problem.layouts);
      if (problem.programme.has_displacement)
        adaptivity::check_counted_start(problem.numerics, mesh.dofs, counts.has_rings);
      checked.remarks.push_back(
          "this mesh was not made, because making it takes long: its cells, unknowns and memory are estimated from counts, which are too "
          "low where cells are refined towards edges, and edges that no mesh line follows are not listed");
      const std::optional<Case> coarse = find_coarse_case(problem, counts, share_of_coarse_plan * most_cells);
      if (!coarse)
        checked.remarks.push_back("volumes are not computed, and it is not checked whether conditions and probes meet material: no "
                                  "coarser plan follows the round parts");
      else
        try
          {
            checked.remarks.push_back(take_over(*coarse, check_on_mesh(*coarse, communicator), mesh));
          }
        catch (const InputError &error)
          {
            checked.remarks.push_back(fmt::format("volumes are not computed: on a coarser plan, {}", error.what()));
          }
      add_memory(problem, static_cast<unsigned long long>(counts.nodes), estimate_history_variables(problem, mesh), communicator, mesh);
      return checked;
    }
  } // namespace

  CheckedMesh check(const Case &problem, MPI_Comm communicator, double most_cells)
  {
    // The mesh alone takes a small part of the memory of a run, which may be meant for another machine, with up to this times the memory.
    constexpr double largest_run = 3;
    const MeshCounts counts = count_mesh(problem);
    refuse_beyond_memory(problem, counts, largest_run, communicator);
    for (const State &state : problem.programme.states)
      if (state.table && state.table->reference())
        check_stored(*state.table->reference(), communicator);
    if (problem.submodel && !problem.submodel->results.empty())
      const submodel::SourceRun source(*problem.submodel, problem.programme, communicator);
    if (counts.cells() > most_cells)
      return check_by_counts(problem, counts, communicator, most_cells);
    return {check_on_mesh(problem, communicator), false, {}};
  }
} // namespace sagitta::programme
