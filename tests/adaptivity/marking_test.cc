// Which cells are refined: a share of the error, the same cells on any number of ranks.

#include <solver/adaptivity/marking.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace
{
  using namespace sagitta;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// Indicators over four orders of magnitude, as singular edges make them.
  std::vector<double> make_indicators(unsigned seed, unsigned n)
  {
    std::mt19937 generator(seed);
    std::vector<double> indicators;
    for (unsigned i = 0; i < n; ++i)
      indicators.push_back(std::pow(10., -4. * generator() / 4294967296.));
    return indicators;
  }

  /// The entries of a list that this rank has when they are distributed cyclically.
  std::vector<double> own_part(const std::vector<double> &all)
  {
    int rank = 0, ranks = 1;
    MPI_Comm_rank(world, &rank);
    MPI_Comm_size(world, &ranks);
    std::vector<double> own;
    for (std::size_t i = static_cast<std::size_t>(rank); i < all.size(); i += static_cast<std::size_t>(ranks))
      own.push_back(all[i]);
    return own;
  }

  double sum_above(const std::vector<double> &values, double threshold)
  {
    double sum = 0;
    for (const double value : values)
      sum += value >= threshold ? value : 0;
    return sum;
  }

  TEST(Threshold, HasTheRequestedShareOfTheErrorAboveIt)
  {
    for (unsigned seed = 0; seed < 20; ++seed)
      for (const double share : {.1, .5, .7, .95})
        {
          const std::vector<double> all = make_indicators(seed, 500);
          const double threshold = adaptivity::find_threshold(own_part(all), share, world);
          const double total = sum_above(all, 0), above = sum_above(all, threshold);
          // The threshold may move by a tenth of the last value that is needed, to a wider gap.
          std::vector<double> sorted = all;
          std::sort(sorted.rbegin(), sorted.rend());
          double sum = 0, last = 0;
          for (const double value : sorted)
            if (sum < share * total)
              sum += last = value;
          EXPECT_GE(threshold, last / 1.1 / 2) << "seed " << seed << ", share " << share;
          EXPECT_LE(threshold, last * 1.1) << "seed " << seed << ", share " << share;
          const double rounding = 1e-12 * total; // of the sums
          EXPECT_GE(above, sum_above(all, 1.1 * last * (1 + 1e-12)) - rounding) << "seed " << seed << ", share " << share;
          EXPECT_LE(above, sum_above(all, last / 1.1 * (1 - 1e-12)) + rounding) << "seed " << seed << ", share " << share;
          if (share > .1) // where values within a tenth of the last one hold little of the sum
            {
              EXPECT_NEAR(above / total, share, .1) << "seed " << seed;
            }
        }
  }

  TEST(Threshold, DoesNotDependOnTheDistributionOfTheCells)
  {
    for (unsigned seed = 0; seed < 20; ++seed)
      {
        const std::vector<double> all = make_indicators(seed, 300);
        EXPECT_EQ(adaptivity::find_threshold(own_part(all), .7, world), adaptivity::find_threshold(all, .7, MPI_COMM_SELF));
      }
  }

  TEST(Threshold, KeepsEqualCellsTogetherDespiteRounding)
  {
    // Every cell has three mirror images that differ by the tolerance of a solve.
    for (unsigned seed = 0; seed < 20; ++seed)
      {
        std::mt19937 generator(seed);
        const std::vector<double> quarter = make_indicators(seed, 100);
        for (const double share : {.3, .5, .7})
          {
            std::vector<double> all;
            for (unsigned image = 0; image < 4; ++image)
              for (const double value : quarter)
                all.push_back(value * (1 + 1e-7 * (generator() / 4294967296. - .5)));
            const double threshold = adaptivity::find_threshold(own_part(all), share, world);
            for (std::size_t i = 0; i < quarter.size(); ++i)
              for (unsigned image = 1; image < 4; ++image)
                EXPECT_EQ(all[i] >= threshold, all[image * quarter.size() + i] >= threshold) << "seed " << seed << ", cell " << i;
          }
      }
  }

  TEST(Threshold, MarksNoCellWithoutErrorAndAllCellsOfEqualError)
  {
    const std::vector<double> none(10, 0.), equal(10, 3.);
    EXPECT_EQ(sum_above(none, adaptivity::find_threshold(own_part(none), .7, world)), 0);
    EXPECT_GT(adaptivity::find_threshold(own_part(none), .7, world), 0);
    EXPECT_LT(adaptivity::find_threshold(own_part(equal), .7, world), 3);
    EXPECT_GT(adaptivity::find_threshold({}, .7, world), -1) << "no cells at all";
  }
} // namespace
