// A hundred random packages: an adaptive run meets the tolerances and errors that it states. SAGITTA_SEED and SAGITTA_SEEDS choose others.

#include <tests/adaptivity/random_packages.h>

namespace
{
  TEST(AdaptivePlan, MeetsWhatItStatesOnAHundredRandomPackages)
  {
    const sagitta::tests::SeedRange seeds(1, 100);
    sagitta::tests::expect_stated_tolerances(seeds, seeds.count / 5);
  }
} // namespace
