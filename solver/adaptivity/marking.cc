#include <solver/adaptivity/marking.h>

#include <algorithm>
#include <functional>
#include <numeric>

namespace sagitta::adaptivity
{
  namespace
  {
    /// All indicators on rank 0: there are few plan cells compared with the unknowns above them.
    std::vector<double> gather(const std::vector<double> &indicators, MPI_Comm communicator)
    {
      int ranks = 1;
      MPI_Comm_size(communicator, &ranks);
      const int count = static_cast<int>(indicators.size());
      std::vector<int> counts(static_cast<std::size_t>(ranks)), offsets(counts.size());
      MPI_Gather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, 0, communicator);
      std::partial_sum(counts.begin(), counts.end() - 1, offsets.begin() + 1);
      std::vector<double> all(static_cast<std::size_t>(std::accumulate(counts.begin(), counts.end(), 0)));
      MPI_Gatherv(indicators.data(), count, MPI_DOUBLE, all.data(), counts.data(), offsets.data(), MPI_DOUBLE, 0, communicator);
      return all;
    }

    /// Index of the first of `sorted` (descending) that is left out.
    std::size_t find_end(const std::vector<double> &sorted, double share)
    {
      const double wanted = share * std::accumulate(sorted.begin(), sorted.end(), 0.);
      double sum = 0;
      std::size_t end = 0;
      while (end < sorted.size() && sum < wanted)
        sum += sorted[end++];
      return end;
    }

    double separate(std::vector<double> sorted, double share)
    {
      std::sort(sorted.begin(), sorted.end(), std::greater<double>());
      const std::size_t end = find_end(sorted, share);
      if (end == 0 || sorted[end - 1] <= 0)
        return sorted.empty() ? 0. : sorted.front() + 1;
      // The largest ratio of neighbours, at most 2, among the values within a tenth of the last one needed; after the smallest it is 2.
      constexpr double reach = 1.1;
      const double last = sorted[end - 1];
      double widest = 1, threshold = .5 * sorted.back();
      for (std::size_t i = 0; i < sorted.size(); ++i)
        {
          const double next = i + 1 < sorted.size() ? sorted[i + 1] : 0;
          if (sorted[i] > reach * last || sorted[i] * reach < last)
            continue;
          const double ratio = sorted[i] / std::max(next, sorted[i] / 2);
          if (ratio > widest)
            {
              widest = ratio;
              threshold = .5 * (sorted[i] + std::max(next, sorted[i] / 2));
            }
        }
      return threshold;
    }
  } // namespace

  double find_threshold(const std::vector<double> &indicators, double share, MPI_Comm communicator)
  {
    const std::vector<double> all = gather(indicators, communicator);
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    double threshold = rank == 0 ? separate(all, share) : 0.;
    MPI_Bcast(&threshold, 1, MPI_DOUBLE, 0, communicator);
    return threshold;
  }
} // namespace sagitta::adaptivity
