#pragma once

#include <meshing/package/point_table.h>
#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>

#include <mpi.h>

namespace sagitta::programme
{
  /// Throws InputError when the results of another run are not there, cannot be read, or have no such state. *Collective.*
  void check_stored(const meshing::PointTable::Reference &stored, MPI_Comm communicator);

  /// Nodal values [K] of the temperature that another run has found, on a scalar space of the model, complete and ghosted: its polynomial
  /// at every node with material; a hanging node has what its masters give. Throws InputError where the other package has no material.
  /// *Collective.*
  layered::Vector<double> interpolate_stored(const meshing::PointTable::Reference &stored, const model::Model &model,
                                             const layered::LayeredSpace &space);
} // namespace sagitta::programme
