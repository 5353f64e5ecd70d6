#pragma once

#include <mpi.h>

#include <vector>

namespace sagitta
{
  /// Is it true on any rank? *Collective.*
  inline bool is_on_any_rank(bool holds, MPI_Comm communicator)
  {
    int any = holds ? 1 : 0;
    MPI_Allreduce(MPI_IN_PLACE, &any, 1, MPI_INT, MPI_MAX, communicator);
    return any != 0;
  }

  /// *Collective.*
  inline double sum_over_ranks(double value, MPI_Comm communicator)
  {
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_SUM, communicator);
    return value;
  }

  /// Sums entry by entry; lists are equally long. *Collective.*
  inline void sum_over_ranks(std::vector<double> &values, MPI_Comm communicator)
  {
    MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_DOUBLE, MPI_SUM, communicator);
  }
} // namespace sagitta
