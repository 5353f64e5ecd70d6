// The plate of plies, against Timoshenko's two strips.

#include <materials/homogenise/plate.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace sagitta::materials;

namespace
{
  Phase solid(double young, double poisson, double expansion)
  {
    return {isotropic_stiffness(young, poisson), {{expansion, expansion, expansion}}, {{1, 1, 1}}, 1, 1};
  }

  TEST(Plate, OfTwoPliesBendsAsTimoshenkoSays)
  {
    // A plate of equal Poisson's ratios has the curvature of a beam: 6 (a2 - a1) (1 + m)^2 / (h (3 (1 + m)^2 + (1 + m n) (m^2 + 1 / (m
    // n)))).
    const double lower = 0.3e-3, upper = 0.7e-3, h = lower + upper, m = lower / upper, n = 20. / 130;
    const Plate plate = plate_of({{lower, solid(20e9, 0.28, 15e-6)}, {upper, solid(130e9, 0.28, 3e-6)}});
    const double expected = 6 * (3e-6 - 15e-6) * (1 + m) * (1 + m) / (h * (3 * (1 + m) * (1 + m) + (1 + m * n) * (m * m + 1 / (m * n))));
    const auto free = plate.free_deformation();
    EXPECT_NEAR(free[2], expected, 1e-10 * std::abs(expected)) << "S. Timoshenko, J. Opt. Soc. Am. 11 (1925) 233, Eq. (4)";
    EXPECT_NEAR(free[3], expected, 1e-10 * std::abs(expected));
  }

  TEST(Plate, OfOneMaterialExpandsAndStaysFlat)
  {
    const auto free = plate_of({{0.3e-3, solid(20e9, 0.28, 15e-6)}, {0.7e-3, solid(20e9, 0.28, 15e-6)}}).free_deformation();
    EXPECT_NEAR(free[0], 15e-6, 1e-18);
    EXPECT_NEAR(free[1], 15e-6, 1e-18);
    EXPECT_NEAR(free[2] * 1e-3, 0, 1e-15);
  }
} // namespace
