#pragma once

#include <mpi.h>

#include <vector>

namespace sagitta::adaptivity
{
  /// The value that separates the cells to refine from the others: the largest indicators down to it make `share` of the sum of all, over
  /// all ranks. It lies in the middle of a wide gap between neighbouring indicators, so that equal cells (mirrored ones) are refined
  /// together and neither rounding nor the number of ranks decides. Indicators are not negative. *Collective.*
  double find_threshold(const std::vector<double> &indicators, double share, MPI_Comm communicator);
} // namespace sagitta::adaptivity
