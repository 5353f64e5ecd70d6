#include <meshing/plan/inserted_lines.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using meshing::AxisMap;

    TEST(InsertedLines, OfAMirroredPackageAreMirrored)
    {
      // Two lines close to each other: the piece between them bends the map most, whichever of the places it has.
      const AxisMap lattice({0, 1, 2}, {-1, 0, 1});
      for (const std::array<double, 2> &lines : {std::array<double, 2>{{.591, .683}}, {{.3, .36}}, {{.55, .62}}})
        {
          const auto finer =
              meshing::insert_lines({{lattice, lattice}}, {{{{lines[0], 1}, {lines[1], 1}}, {{-lines[1], 1}, {-lines[0], 1}}}});
          const double cells = std::exp2(double(finer.levels)) * 2;
          for (double x = -1; x <= 1; x += 1. / 64)
            EXPECT_NEAR(finer.map[1].to_lattice(-x), cells - finer.map[0].to_lattice(x), 1e-12) << lines[0] << ", " << x;
        }
    }
  } // namespace
} // namespace sagitta::tests
