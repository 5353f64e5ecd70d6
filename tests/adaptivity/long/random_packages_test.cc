// A hundred packages that nobody chose: what an adaptive run claims holds. SAGITTA_SEED and SAGITTA_SEEDS choose others.

#include <tests/adaptivity/random_packages.h>

namespace
{
  TEST(AdaptivePlan, MeetsWhatItStatesOnAHundredRandomPackages)
  {
    const sagitta::tests::SeedRange seeds(1, 100);
    sagitta::tests::expect_stated_tolerances(seeds, seeds.count / 5);
  }
} // namespace
