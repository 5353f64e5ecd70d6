// A thousand random packages, in the ways of tests/metamorphic/metamorphic_test.cc. SAGITTA_SEED and SAGITTA_SEEDS choose others.

#include <tests/metamorphic/relations.h>
#include <tests/seed_range.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <iostream>

namespace
{
  using namespace sagitta::tests;

  const SeedRange seeds(10000, 1000);

  /// Number of failures in the running test on this rank, up to now.
  int failures()
  {
    return testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count();
  }

  /// Enters how many packages were compared and how many of them differ. *Collective.*
  void record_counts(int compared, int different, const std::string &with)
  {
    const int mine[] = {compared, different};
    int all[] = {0, 0};
    MPI_Allreduce(mine, all, 2, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    record({std::to_string(all[0]) + " packages", double(all[1]), 0, "packages that differ", "none", with,
            "tests/metamorphic/random_package.h"});
  }

  TEST(ManyRandomPackages, HaveTheResultsOfTheirImages)
  {
    int rank = 0, ranks = 1, compared = 0, different = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    // Every rank takes its share; none of the calls is collective.
    for (std::uint64_t seed = seeds.first; seed < seeds.end(); ++seed)
      if (static_cast<int>(seed % static_cast<std::uint64_t>(ranks)) == rank)
        {
          const int before = failures();
          check_changes(seed);
          compared += 1;
          different += failures() > before ? 1 : 0;
          std::cout << "seed " << seed << (failures() > before ? ": a failure\n" : ": done\n") << std::flush;
        }
    record_counts(compared, different, "the same package mirrored, turned, moved, reordered, enlarged, stiffened, split, cut by symmetry");
  }

  TEST(ManyRandomPackages, HaveTheSameResultsOnAnyNumberOfRanks)
  {
    int rank = 0, different = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    for (std::uint64_t seed = seeds.first; seed < seeds.end(); ++seed)
      {
        const int before = failures();
        check_ranks(seed);
        different += failures() > before ? 1 : 0;
      }
    record_counts(rank == 0 ? static_cast<int>(seeds.count) : 0, rank == 0 ? different : 0, "the same package on one rank");
  }
} // namespace
