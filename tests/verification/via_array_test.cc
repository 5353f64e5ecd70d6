// An array of resolved vias in silicon in plane strain, against the sum of the fields of single ones.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <fmt/format.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  constexpr double pitch = 0.1e-3, radius = 10e-6; // [m]

  /// 5 x 5 vias in a sheet of 15 pitches that does not move along z.
  const char *const sheet = R"(sagitta: 1
package:
  outline: {size: [1.5 mm, 1.5 mm]}
  stress_free_temperature: 125 degC
  layers: [{name: interposer, thickness: 100 um, material: silicon_like}]
  vias:
    - {name: tsv, layers: [interposer], material: copper_like, diameter: 20 um, pitch: 100 um, array: [5, 5], model: resolved}
materials:
  silicon_like: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  copper_like: {young: 117 GPa, poisson: 0.34, cte: 17 ppm/K}
mechanics:
  supports: [{face: bottom, displacement: {z: 0 um}}, {face: top, displacement: {z: 0 um}}]
states: [{name: cold, temperature: 25 degC}]
probes:
  - {name: via, at: [0 um, 0 um, 50 um]}
  - {name: neighbour, at: [100 um, 0 um, 50 um]}
  - {name: between, at: [50 um, 0 um, 50 um]}
  - {name: middle, at: [50 um, 50 um, 50 um]}
  - {name: beside, at: [30 um, 15 um, 50 um]}
  - {name: edge, at: [150 um, 35 um, 50 um]}
solver: {tolerance: 1e-9}
mesh: {plan: {resolution: 16 um, elsewhere: 60 um}}
output: {fields: false}
)";

  /// Tension of a via in an infinite body after cooling by 100 K: Lame's tube with a rigid axis.
  double lame_tension()
  {
    const double free = ((1 + .34) * 17e-6 - (1 + .28) * 2.6e-6) * 100;
    return free / ((1 + .34) * (1 - 2 * .34) / 117e9 + (1 + .28) / 130e9);
  }

  /// xx, yy, xy of the sum of all vias outside them [Pa]; inside one its own tension, and the sum of the others.
  std::array<double, 3> superposed(double x, double y)
  {
    std::array<double, 3> stress{};
    for (int i = -2; i <= 2; ++i)
      for (int j = -2; j <= 2; ++j)
        {
          const double dx = x - i * pitch, dy = y - j * pitch, r = std::hypot(dx, dy), angle = 2 * std::atan2(dy, dx);
          if (r < radius)
            {
              stress[0] += lame_tension();
              stress[1] += lame_tension();
              continue;
            }
          const double size = lame_tension() * radius * radius / (r * r);
          stress[0] += size * std::cos(angle);
          stress[1] -= size * std::cos(angle);
          stress[2] += size * std::sin(angle);
        }
    return stress;
  }

  TEST(ViaArray, AtAWideSpacingIsTheSumOfLamesFields)
  {
    const SolvedCase solved(parse(sheet));
    for (const char *name : {"via", "neighbour", "between", "middle", "beside", "edge"})
      {
        const results::ProbeValue &probe = solved.probe(name);
        const std::array<double, 3> expected = superposed(probe.at[0], probe.at[1]);
        const std::array<double, 3> stress{{probe.stress[0], probe.stress[1], probe.stress[5]}};
        // Free edges of the sheet answer with the square of the ratio of all copper to it, 25 (10 / 750)^2 = 0.4 %, the mesh with 0.3 %; a
        // via in the field of another one is not silicon, but hardly softer.
        for (unsigned c = 0; c < 3; ++c)
          EXPECT_NEAR(stress[c], expected[c], .01 * lame_tension()) << name << ", component " << c;
        record({std::string(name) + ", xx", 1e-6 * stress[0], 1e-6 * expected[0], "MPa", "1 % of the tension of a single via",
                "sum of Lame's fields", "Timoshenko and Goodier, Theory of Elasticity (1970), Art. 28"});
      }
  }
} // namespace
