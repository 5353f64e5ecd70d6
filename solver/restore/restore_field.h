#pragma once

#include <solver/layered/space/layered_space.h>
#include <solver/restore/field_file.h>

#include <meshing/fill/mirror.h>

namespace sagitta::restore
{
  /// The area of the package over the columns that this rank holds of a space [m]: what it has to read.
  meshing::Rectangle area_of(const layered::PlanSpace &plan);

  /// Interpolates a stored field at the nodes of a space of the same number of components; nodes where the field has no material become
  /// zero. Where plan, layers and degrees are those of the stored field, its nodal values come back to rounding, on any number of ranks.
  /// The vector is complete and ghosted afterwards. *Collective.*
  void restore_field(const StoredField &field, const layered::LayeredSpace &space, layered::Vector<double> &vector);
} // namespace sagitta::restore
