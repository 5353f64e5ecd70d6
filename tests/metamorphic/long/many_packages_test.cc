// A thousand random packages, in the ways of tests/metamorphic/metamorphic_test.cc. SAGITTA_SEED and SAGITTA_SEEDS choose others.

#include <tests/metamorphic/relations.h>
#include <tests/seed_range.h>

#include <gtest/gtest.h>

#include <iostream>

namespace
{
  using namespace sagitta::tests;

  const SeedRange seeds(10000, 1000);

  TEST(ManyRandomPackages, AnswerAsTheirImagesDo)
  {
    int rank = 0, ranks = 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    // Every rank takes its share; nothing of it is collective.
    for (std::uint64_t seed = seeds.first; seed < seeds.end(); ++seed)
      if (static_cast<int>(seed % static_cast<std::uint64_t>(ranks)) == rank)
        {
          check_changes(seed);
          std::cout << "seed " << seed << (HasFailure() ? ": a failure so far\n" : ": done\n") << std::flush;
        }
  }

  TEST(ManyRandomPackages, AnswerTheSameOnAnyNumberOfRanks)
  {
    for (std::uint64_t seed = seeds.first; seed < seeds.end(); ++seed)
      check_ranks(seed);
  }
} // namespace
