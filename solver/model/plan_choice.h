#pragma once

#include <solver/case/conditions.h>
#include <solver/case/numerics.h>

#include <meshing/plan/plan.h>

namespace sagitta::model
{
  /// The plan that a case asks for, cut by the symmetries that bodies and conditions allow; no mesh is made.
  /// Throws InputError when the mesh cannot be made or a part hangs loose.
  meshing::Plan find_plan(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics);
} // namespace sagitta::model
