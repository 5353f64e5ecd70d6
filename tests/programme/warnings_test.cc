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

  TEST(Warnings, NameTheFacesWhoseSignHangsOnLessThanItsUncertainty)
  {
    const Case problem = parse(lopsided_package("{plan: {lattice: [12, 10]}}"));
    results::StateResult state;
    state.name = "room";
    EXPECT_FALSE(has(programme::warn_of_state(problem, state), WarningKind::sign_uncertain));
    state.bottom.value = 9.4e-6;
    state.bottom.diagonals = {{1e-7, 3e-7}};
    state.bottom.quadratic = results::Quadratic{};
    state.bottom.quadratic->mean_bow = {-1e-7, 2.2e-6};
    state.bottom.sign_is_certain = false;
    state.faces = {{"die_back", state.bottom}};
    const auto warnings = programme::warn_of_state(problem, state);
    ASSERT_EQ(warnings.size(), 1u) << "one per state";
    EXPECT_EQ(warnings[0].kind, WarningKind::sign_uncertain);
    EXPECT_EQ(warnings[0].state, "room");
    EXPECT_NE(warnings[0].text.find("bottom (+9.4 um; its diagonals bow by +0.2 um on average, the best quadratic by -0.1 +- 2.2 um), "
                                    "die_back (+9.4 um"),
              std::string::npos)
        << warnings[0].text;
  }
} // namespace
