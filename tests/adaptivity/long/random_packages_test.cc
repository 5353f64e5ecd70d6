// A hundred packages that nobody chose: what an adaptive run claims holds. SAGITTA_SEED runs a single one.

#include <tests/adaptivity/random_packages.h>

#include <cstdlib>

namespace
{
  TEST(AdaptivePlan, MeetsWhatItStatesOnAHundredRandomPackages)
  {
    if (const char *seed = std::getenv("SAGITTA_SEED"))
      return sagitta::tests::expect_stated_tolerances(1, 0, static_cast<unsigned>(std::atoi(seed)));
    sagitta::tests::expect_stated_tolerances(100, 20);
  }
} // namespace
