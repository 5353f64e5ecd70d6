// A hundred packages that nobody chose: what an adaptive run claims holds.

#include <tests/adaptivity/random_packages.h>

namespace
{
  TEST(AdaptivePlan, MeetsWhatItStatesOnAHundredRandomPackages)
  {
    sagitta::tests::expect_stated_tolerances(100, 20);
  }
} // namespace
