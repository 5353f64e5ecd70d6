// What a run warns of, from the case alone and from its figures.

#include <tests/adaptivity/sample_package.h>
#include <tests/verification/solved_case.h>

#include <solver/programme/warnings.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using results::WarningKind;

  bool has(const std::vector<results::Warning> &warnings, WarningKind kind)
  {
    return std::any_of(warnings.begin(), warnings.end(), [&](const results::Warning &warning) { return warning.kind == kind; });
  }

  TEST(Warnings, NameADegreeThatBendsTooStiffly)
  {
    const std::string plan = "{plan: {lattice: [12, 10]}, degree: ";
    EXPECT_TRUE(has(programme::warn_of_case(parse(lopsided_package(plan + "1}")), {}), WarningKind::coarse_mesh));
    EXPECT_FALSE(has(programme::warn_of_case(parse(lopsided_package(plan + "2}")), {}), WarningKind::coarse_mesh));
  }

  TEST(Warnings, NameTheStateWhoseFaceDeflectsByMoreThanTheThickness)
  {
    const Case problem = parse(lopsided_package("{plan: {lattice: [12, 10]}}")); // 280 um thick
    results::StateResult state;
    state.name = "room";
    state.top.peak_to_valley = 279e-6;
    EXPECT_FALSE(has(programme::warn_of_state(problem, state), WarningKind::large_deflection));
    state.top.peak_to_valley = 281e-6;
    const auto warnings = programme::warn_of_state(problem, state);
    ASSERT_TRUE(has(warnings, WarningKind::large_deflection));
    EXPECT_EQ(warnings.front().state, "room");
  }
} // namespace
