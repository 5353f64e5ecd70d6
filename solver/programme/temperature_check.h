#pragma once

#include <solver/case/conditions.h>
#include <solver/conduction/heat_problem.h>

#include <mpi.h>

namespace sagitta::programme
{
  /// Throws InputError when a solved temperature goes beyond what any material of a package can be computed for: the heat finds no way out.
  /// *Collective.*
  void check_temperature(const conduction::HeatProblem::Solution &solution, const ThermalConditions &conditions, MPI_Comm communicator);
} // namespace sagitta::programme
