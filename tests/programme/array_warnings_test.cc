// Warnings about homogenised arrays so small that their edges count.

#include <tests/verification/solved_case.h>

#include <solver/programme/array_warnings.h>
#include <solver/programme/warnings.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using results::WarningKind;

  /// A die on a board with balls between, which `more` describes.
  std::string bonded(const std::string &more)
  {
    return R"(sagitta: 1
package:
  outline: {size: [8 mm, 8 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: board, thickness: 1 mm, material: board}
    - {name: joints, thickness: 0.2 mm, material: none}
    - {name: chip, thickness: 0.4 mm, material: chip}
  bumps:
    - {name: balls, layer: joints, material: solder, fill: none, pitch: 0.4 mm, diameter: 0.2 mm, )" +
           more + R"(}
materials:
  board: {young: 25 GPa, poisson: 0.3, cte: 15 ppm/K}
  chip: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}
  solder: {young: 40 GPa, poisson: 0.36, cte: 22 ppm/K}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 1 mm}}
)";
  }

  std::vector<results::Warning> warnings_of(const std::string &more)
  {
    return programme::warn_of_small_arrays(parse(bonded(more)));
  }

  TEST(SmallArrays, AreNamedWithTheirSizeAndTheMeasuredDeviation)
  {
    const auto warnings = warnings_of("array: [4, 6]");
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].kind, WarningKind::small_array);
    EXPECT_EQ(warnings[0].part, "balls");
    EXPECT_NE(warnings[0].text.find("its 4 x 6 bumps are homogenised"), std::string::npos) << warnings[0].text;
    EXPECT_NE(warnings[0].text.find("use model: resolved or mixed"), std::string::npos) << warnings[0].text;
    const auto of_case = programme::warn_of_case(parse(bonded("array: [4, 6]")), {});
    EXPECT_EQ(std::count_if(of_case.begin(), of_case.end(), [](const auto &w) { return w.kind == WarningKind::small_array; }), 1)
        << "check and run show it";
  }

  TEST(SmallArrays, CountTheColumnsOfTheWholeArray)
  {
    EXPECT_EQ(warnings_of("array: [10, 10]").size(), 0u);
    EXPECT_EQ(warnings_of("perimeter: {array: [12, 12], rows: 2}").size(), 0u) << "its edge is as far away as that of a full array";
    EXPECT_EQ(warnings_of("perimeter: {array: [9, 9], rows: 2}").size(), 1u) << "one for all areas";
    EXPECT_EQ(warnings_of("area: {size: [1.2 mm, 4 mm]}").size(), 1u);
  }

  TEST(SmallArrays, AreNoneWhereBumpsAreResolvedOrHeatAloneIsSolved)
  {
    EXPECT_EQ(warnings_of("array: [4, 4], model: resolved").size(), 0u);
    EXPECT_EQ(warnings_of("array: [6, 6], model: mixed, window: {size: [0.8 mm, 0.8 mm], center: [0.8 mm, 0.8 mm]}").size(), 0u);
  }

  TEST(SmallArrays, DeviateLessTheLargerTheyAre)
  {
    for (unsigned n = 2; n < 12; ++n)
      EXPECT_LT(programme::largest_deviation(n + 1), programme::largest_deviation(n));
  }
} // namespace
