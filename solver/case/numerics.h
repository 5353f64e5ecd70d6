#pragma once

#include <meshing/plan/mesh_request.h>
#include <solver/base/errors.h>

#include <optional>

namespace sagitta
{
  /// Refinement of the plan until the estimated error of every state's warpage (bottom face) is small enough.
  struct AdaptiveRequest
  {
    std::optional<double> length; ///< largest error [m]
    std::optional<double> share;  ///< largest error as a share of the state's own warpage; one of the two is set
    unsigned long long max_dofs = 3000000;
    unsigned max_cycles = 20;
  };

  /// Up to this number of unknowns a direct solve of the assembled matrix takes less time than set-up and iteration of the column
  /// multigrid; measured with packages of 459 to 85,731 unknowns (docs/decisions/direct_path.md).
  constexpr unsigned long long most_unknowns_solved_directly = 1000;

  enum class SolverMethod
  {
    automatic, ///< direct for up to most_unknowns_solved_directly unknowns, else column_multigrid
    column_multigrid,
    direct ///< PETSc MUMPS on the assembled matrix
  };

  struct SolverRequest
  {
    SolverMethod method = SolverMethod::automatic;
    double tolerance = 1e-8; ///< of the error in the energy norm, and of |b - A x| / |b| as far as rounding allows
    unsigned max_iterations = 200;
  };

  /// How accurately, and by which method, a case is computed.
  struct Numerics
  {
    meshing::MeshRequest mesh;
    Source plan_source = {}; ///< of the plan's request
    std::optional<AdaptiveRequest> adaptive = {};
    bool estimate_error = false; ///< of the warpage by the size of the cells; true with `adaptive`
    SolverRequest solver = {};
  };
} // namespace sagitta
