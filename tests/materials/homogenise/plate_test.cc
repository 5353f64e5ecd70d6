// The plate of plies, against Timoshenko's two strips.

#include <materials/homogenise/halves.h>
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

  TEST(Plate, TwistsAsATubeOfThinWallsDoes)
  {
    const Plate plate = plate_of({{0.3e-3, solid(20e9, 0.25, 0)}, {0.7e-3, solid(20e9, 0.25, 0)}});
    EXPECT_NEAR(plate.shear[0][0], 8e9 * 1e-3, 1e-3);
    EXPECT_NEAR(plate.shear[1][1], 8e9 * 1e-9 / 12, 1e-9);
    EXPECT_NEAR(plate.shear[0][1], 0, 1e-6);
  }

  TEST(Halves, OfTwoPliesHaveTheInPlaneStiffnessOfThePlies)
  {
    // A layer that is two plies indeed: the halves are found from the plate and the laminate of both.
    const Phase lower = solid(30e9, 0.3, 20e-6), upper = solid(5e9, 0.4, 60e-6);
    const std::vector<Ply> below = {{0.2e-3, solid(20e9, 0.2, 15e-6)}, {0.3e-3, solid(90e9, 0.3, 9e-6)}},
                           above = {{0.4e-3, solid(130e9, 0.28, 3e-6)}};
    const Ply layer{0.4e-3, laminate({{0.2e-3, lower}, {0.2e-3, upper}})};
    const Plate plate = plate_of({below[1], below[0], {0.2e-3, lower}, {0.2e-3, upper}, above[0]});
    const std::array<Phase, 2> halves = halve(layer, plate, below, above);
    const auto in_plane = [](const Phase &phase) {
      const OrthotropicStiffness &c = phase.stiffness;
      return std::array<double, 4>{{c.c11 - c.c13 * c.c13 / c.c33, c.c22 - c.c23 * c.c23 / c.c33, c.c12 - c.c13 * c.c23 / c.c33, c.c66}};
    };
    for (unsigned half = 0; half < 2; ++half)
      {
        const Phase &expected = half == 0 ? lower : upper;
        for (unsigned i = 0; i < 4; ++i)
          EXPECT_NEAR(in_plane(halves[half])[i], in_plane(expected)[i], 1e-9 * in_plane(expected)[0]) << half << " " << i;
        for (unsigned axis = 0; axis < 2; ++axis)
          EXPECT_NEAR(halves[half].expansion[axis], expected.expansion[axis], 1e-9 * expected.expansion[axis]);
        EXPECT_DOUBLE_EQ(halves[half].stiffness.c33, layer.phase.stiffness.c33) << "across the plane both are the layer";
        EXPECT_DOUBLE_EQ(halves[half].stiffness.c55, layer.phase.stiffness.c55);
      }
  }

  TEST(Halves, AreThoseOfAPartThatIsCutAtHalfTheHeight)
  {
    BumpCell cell;
    cell.pitch = {{1, 1}};
    cell.pieces = {{0.1, 0.6, 0, 1}, {0.15, 0.5, 2, 1}, {0.2, 0.5, 2, 1}, {0.05, 0.6, 0, 1}};
    EXPECT_EQ(find_middle(cell), std::optional<std::size_t>(2));
    cell.pieces[2].material = 3; // another part begins there
    EXPECT_FALSE(find_middle(cell));
    cell.pieces = {{0.4, 0.5, 0, 1}};
    EXPECT_FALSE(find_middle(cell));
  }
} // namespace
