// Every face and gap that a case measures has an estimated error of its own, and a plan is refined for all of them.

#include <tests/adaptivity/quiet_run.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  /// A lid on a post on a base.
  std::string lid_on_post(const std::string &mesh)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [10 mm, 10 mm]}}
  stress_free_temperature: 150 degC
  layers:
    - {{name: base, thickness: 0.5 mm, material: organic}}
    - {{name: post_layer, thickness: 0.3 mm, material: none}}
    - {{name: lid_layer, thickness: 0.3 mm, material: none}}
  parts:
    - {{name: post, layers: [post_layer], size: [2 mm, 2 mm], material: organic}}
    - {{name: lid, layers: [lid_layer], size: [6 mm, 6 mm], material: metal}}
materials:
  organic: {{young: 20 GPa, poisson: 0.3, cte: 10 ppm/K}}
  metal: {{young: 110 GPa, poisson: 0.34, cte: 17 ppm/K}}
states: [{{name: room, temperature: 25 degC}}]
warpage:
  - {{name: under, face: bottom, grid_points: 41}}
  - {{name: over, face: top, grid_points: 41}}
  - {{name: rim, face: base.top, grid_points: 41, zone: {{size: [9 mm, 9 mm]}}}}
  - {{name: slit, gap: [base.top, lid.bottom], grid_points: 41, zone: {{size: [5 mm, 5 mm]}}}}
mesh: {}
output: {{fields: false}}
)",
                       mesh);
  }

  double larger_extreme(const results::Gap &gap)
  {
    return std::max(std::abs(gap.smallest), std::abs(gap.largest));
  }

  TEST(EstimatedError, IsThatOfEveryMeasuredFaceAndGap)
  {
    // The same plan, with degree 4 in all directions: it leaves about a quarter of the error of degree 2.
    const std::string plan = "{plan: {resolution: 1 mm}";
    const results::RunResult coarse = run_quietly(parse(lid_on_post(plan + ", estimate_error: true}"))),
                             fine = run_quietly(parse(lid_on_post(plan + ", degree: 4, degree_z: 4}")));
    const results::StateResult &state = coarse.states.front(), &reference = fine.states.front();
    ASSERT_EQ(state.faces.size(), 1u);
    ASSERT_EQ(state.gaps.size(), 1u);
    const auto expect = [](const std::string &name, const std::optional<results::ErrorEstimate> &error, double value, double right) {
      ASSERT_TRUE(error) << name;
      const double effectivity = error->value / std::abs(value - right);
      EXPECT_GE(effectivity, .7) << name << ": " << value << " +- " << error->value << ", right " << right;
      EXPECT_LE(effectivity, 6) << name << ": " << value << " +- " << error->value << ", right " << right;
      record({name, effectivity, 1., "1", "0.7 to 6", "degree 4", ""});
    };
    expect("bottom", state.error, state.bottom.peak_to_valley, reference.bottom.peak_to_valley);
    expect("top", state.top_error, state.top.peak_to_valley, reference.top.peak_to_valley);
    expect("face", state.faces[0].error, state.faces[0].warpage.peak_to_valley, reference.faces[0].warpage.peak_to_valley);
    expect("gap", state.gaps[0].error, larger_extreme(state.gaps[0]), larger_extreme(reference.gaps[0]));
  }

  TEST(AdaptivePlan, IsRefinedForEveryMeasuredFaceAndGap)
  {
    const results::RunResult result =
        run_quietly(parse(lid_on_post("{plan: {resolution: 1 mm}, degree_z: 3, adaptive: {warpage_tolerance: 5 %}}")));
    EXPECT_TRUE(result.adaptive->is_met) << result.adaptive->end;
    const results::StateResult &state = result.states.front();
    for (const auto &error : {state.error, state.top_error, state.faces.at(0).error, state.gaps.at(0).error})
      {
        ASSERT_TRUE(error && error->tolerance);
        EXPECT_LE(error->value, *error->tolerance);
      }
    EXPECT_NEAR(*state.faces[0].error->tolerance, .05 * state.faces[0].warpage.peak_to_valley, 1e-12);
    EXPECT_NEAR(*state.gaps[0].error->tolerance, .05 * larger_extreme(state.gaps[0]), 1e-12);
    std::vector<std::string> faces;
    for (const auto &figure : result.adaptive->cycles.back().figures)
      faces.push_back(figure.face);
    EXPECT_EQ(faces, (std::vector<std::string>{"", "over", "rim", "slit"}));
  }
} // namespace
