#include <solver/programme/memory_estimate.h>

#include <solver/process/relaxing_memory.h>

#include <materials/laws/law_table.h>

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

  unsigned remembered_numbers(const Case &problem, unsigned material)
  {
    if (!materials::has_memory(problem.materials.law(material)))
      return 0;
    return process::RelaxingMemory::n_values(
        materials::make_law_for_mesh(problem.materials[material], problem.materials.law(material)).relaxing_parts());
  }

  double estimate_memory(const Case &problem, const results::MeshInfo &mesh, double remembered, int n_ranks)
  {
    const auto displacements = static_cast<double>(mesh.dofs), temperatures = static_cast<double>(mesh.dofs_temperature);
    const auto at_once = problem.programme.path ? displacements_of_a_path : static_cast<double>(problem.programme.states.size());
    return per_rank * n_ranks + (per_unknown + per_unknown_and_state * at_once) * displacements +
           (per_unknown + per_unknown_and_state) * temperatures +
           per_plate_unknown * (plate_unknowns(displacements) + plate_unknowns(temperatures)) + sizeof(double) * remembered;
  }
} // namespace sagitta::programme
