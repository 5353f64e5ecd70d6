#include <solver/evaluation/percentiles.h>

#include <algorithm>
#include <limits>

namespace sagitta::evaluation
{
  namespace
  {
    /// Sorts samples by value; their volumes become those of all samples up to them.
    void accumulate(std::vector<VolumeSample> &samples)
    {
      std::sort(samples.begin(), samples.end(), [](const VolumeSample &a, const VolumeSample &b) { return a.value < b.value; });
      double sum = 0;
      for (VolumeSample &sample : samples)
        sample.volume = sum += sample.volume;
    }

    /// Volume of the accumulated samples up to a value.
    double volume_up_to(const std::vector<VolumeSample> &samples, double value)
    {
      const auto end = std::upper_bound(samples.begin(), samples.end(), value,
                                        [](double limit, const VolumeSample &sample) { return limit < sample.value; });
      return end == samples.begin() ? 0. : (end - 1)->volume;
    }

    void reduce(std::vector<double> &values, MPI_Op operation, MPI_Comm communicator)
    {
      MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_DOUBLE, operation, communicator);
    }

    /// Least and largest value and the volume of every group.
    struct Extent
    {
      std::vector<double> low, high, volume;
    };

    Extent find_extent(const std::vector<std::vector<VolumeSample>> &samples, const std::vector<std::vector<unsigned>> &groups,
                       MPI_Comm communicator)
    {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      Extent extent{std::vector<double>(groups.size(), infinity), std::vector<double>(groups.size(), -infinity),
                    std::vector<double>(groups.size(), 0.)};
      for (std::size_t g = 0; g < groups.size(); ++g)
        for (const unsigned set : groups[g])
          if (!samples[set].empty())
            {
              extent.low[g] = std::min(extent.low[g], samples[set].front().value);
              extent.high[g] = std::max(extent.high[g], samples[set].back().value);
              extent.volume[g] += samples[set].back().volume;
            }
      reduce(extent.low, MPI_MIN, communicator);
      reduce(extent.high, MPI_MAX, communicator);
      reduce(extent.volume, MPI_SUM, communicator);
      return extent;
    }
  } // namespace

  std::vector<std::array<double, percentile_shares.size()>>
  find_percentiles(std::vector<std::vector<VolumeSample>> samples, const std::vector<std::vector<unsigned>> &groups, MPI_Comm communicator)
  {
    constexpr std::size_t n_shares = percentile_shares.size();
    constexpr double rounding = 1e-9;
    constexpr unsigned halvings = 60; // more than the bits of a double, so that the upper bound ends on a sample
    for (std::vector<VolumeSample> &set : samples)
      accumulate(set);
    const Extent extent = find_extent(samples, groups, communicator);
    std::vector<double> low(groups.size() * n_shares), high(low.size()), volume(low.size());
    for (std::size_t i = 0; i < low.size(); ++i)
      {
        low[i] = extent.low[i / n_shares];
        high[i] = extent.high[i / n_shares];
      }
    for (unsigned pass = 0; pass < halvings; ++pass)
      {
        for (std::size_t i = 0; i < volume.size(); ++i)
          {
            volume[i] = 0;
            for (const unsigned set : groups[i / n_shares])
              volume[i] += volume_up_to(samples[set], .5 * (low[i] + high[i]));
          }
        reduce(volume, MPI_SUM, communicator);
        for (std::size_t i = 0; i < volume.size(); ++i)
          (volume[i] >= percentile_shares[i % n_shares] * (1 - rounding) * extent.volume[i / n_shares] ? high : low)[i] =
              .5 * (low[i] + high[i]);
      }
    std::vector<std::array<double, n_shares>> result(groups.size());
    for (std::size_t i = 0; i < high.size(); ++i)
      result[i / n_shares][i % n_shares] = extent.volume[i / n_shares] > 0 ? high[i] : 0.;
    return result;
  }
} // namespace sagitta::evaluation
