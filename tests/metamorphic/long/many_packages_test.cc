// A thousand random packages, in the ways of tests/metamorphic/metamorphic_test.cc.

#include <tests/metamorphic/relations.h>

#include <gtest/gtest.h>

namespace
{
  using namespace sagitta::tests;

  constexpr std::uint64_t first_seed = 10000, n_packages = 1000;

  TEST(ManyRandomPackages, AnswerAsTheirImagesDo)
  {
    int rank = 0, ranks = 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    // Every rank takes its share; nothing of it is collective.
    for (std::uint64_t seed = first_seed; seed < first_seed + n_packages; ++seed)
      if (static_cast<int>(seed % static_cast<std::uint64_t>(ranks)) == rank)
        check_changes(seed);
  }

  TEST(ManyRandomPackages, AnswerTheSameOnAnyNumberOfRanks)
  {
    for (std::uint64_t seed = first_seed; seed < first_seed + n_packages; ++seed)
      check_ranks(seed);
  }
} // namespace
