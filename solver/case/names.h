#pragma once

#include <materials/homogenise/bump_cell.h>
#include <materials/homogenise/homogenise.h>
#include <materials/laws/law_table.h>
#include <materials/material.h>
#include <meshing/families/bump_array.h>
#include <meshing/package/package.h>
#include <meshing/plan/mesh_request.h>
#include <solver/base/name_table.h>
#include <solver/case/numerics.h>
#include <solver/case/places.h>

namespace sagitta
{
  enum class PhysicsKind
  {
    heat,
    mechanics
  };

  const NameTable<PhysicsKind> &physics_names();
  const NameTable<Side> &side_names();
  const NameTable<SolverMethod> &solver_method_names();
  const NameTable<meshing::SymmetryRequest> &symmetry_names();
  const NameTable<meshing::PowerPlace> &power_place_names();
  const NameTable<meshing::PadSides> &pad_side_names();
  const NameTable<meshing::BumpKind> &bump_kind_names();
  const NameTable<meshing::ArrayModel> &array_model_names();
  const NameTable<materials::Arrangement> &arrangement_names();
  const NameTable<materials::BumpMethod> &bump_method_names();
  const NameTable<materials::Evidence> &evidence_names();

  /// Names of the laws that a package can be solved with.
  const NameTable<materials::MechanicalLaw> &mechanical_law_names();
} // namespace sagitta
