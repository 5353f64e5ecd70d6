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

  /// An extreme of the values of all ranks.
  struct ExtremeOfRanks
  {
    double value;
    int rank; ///< the first that has it

    /// Does this rank have it?
    bool is_here;
  };

  /// `operation`: MPI_MAXLOC or MPI_MINLOC. *Collective.*
  inline ExtremeOfRanks find_extreme(double value, MPI_Op operation, MPI_Comm communicator)
  {
    struct
    {
      double value;
      int rank;
    } extreme{value, 0};
    MPI_Comm_rank(communicator, &extreme.rank);
    const int own = extreme.rank;
    MPI_Allreduce(MPI_IN_PLACE, &extreme, 1, MPI_DOUBLE_INT, operation, communicator);
    return {extreme.value, extreme.rank, extreme.rank == own};
  }

  /// *Collective.*
  inline ExtremeOfRanks find_largest(double value, MPI_Comm communicator)
  {
    return find_extreme(value, MPI_MAXLOC, communicator);
  }

  /// *Collective.*
  inline ExtremeOfRanks find_smallest(double value, MPI_Comm communicator)
  {
    return find_extreme(value, MPI_MINLOC, communicator);
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
