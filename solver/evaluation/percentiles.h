#pragma once

#include <mpi.h>

#include <array>
#include <vector>

namespace sagitta::evaluation
{
  /// Percentiles of the stress by volume that are reported for a part.
  constexpr std::array<double, 2> percentile_shares = {{.95, .99}};

  /// A value of an element with its volume [m3].
  struct VolumeSample
  {
    double value, volume;
  };

  /// The values that shares of the volume do not exceed: for every group of sets of samples and every share the smallest value v of a
  /// sample for which the samples up to v hold that share of the group's volume, over all ranks. A share that falls on the edge between
  /// two samples within 1e-9 belongs to the lower one, so that rounding on another number of ranks does not decide.
  /// @param samples per set, of this rank
  /// @param groups  indices of the sets that belong together, without repetition; the same on every rank
  /// Returns [group][share]; zeros for a group without volume. *Collective.*
  std::vector<std::array<double, percentile_shares.size()>>
  find_percentiles(std::vector<std::vector<VolumeSample>> samples, const std::vector<std::vector<unsigned>> &groups, MPI_Comm communicator);
} // namespace sagitta::evaluation
