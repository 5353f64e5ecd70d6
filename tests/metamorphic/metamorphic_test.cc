// Random packages from a seed, changed in ways that leave the answer as it is or change it in a known way: no oracle is needed.

#include <tests/metamorphic/relations.h>

#include <gtest/gtest.h>

namespace
{
  using namespace sagitta::tests;

  constexpr std::uint64_t first_seed = 2026, n_packages = 20;

  int ranks()
  {
    int size = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    return size;
  }

  TEST(RandomPackages, HaveTheResultsOfTheirImages)
  {
    if (ranks() == 1) // every rank would do the same
      for (std::uint64_t seed = first_seed; seed < first_seed + n_packages; ++seed)
        check_changes(seed);
  }

  TEST(RandomPackages, HaveTheSameResultsOnAnyNumberOfRanks)
  {
    if (ranks() > 1)
      for (std::uint64_t seed = first_seed; seed < first_seed + n_packages; ++seed)
        check_ranks(seed);
  }
} // namespace
