// Steps of a path on the page: which states belong together, and the bars of their chart.

#include <solver/report/run_steps.h>
#include <solver/report/sections.h>
#include <solver/report/step_chart.h>

#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta::report;

  using Names = std::vector<std::string>;

  Json quantity_of(double value, const char *unit)
  {
    return {{"value", value}, {"unit", unit}};
  }

  Json state_of(const char *name, double celsius, double um, const Json &step)
  {
    Json bottom = quantity_of(um * 1e-6, "m");
    bottom.update(Json{{"face", "die.bottom"}, {"shape", "convex"}, {"sign_is_certain", true}});
    return {{"name", name},
            {"temperature", quantity_of(celsius + 273.15, "K")},
            {"warpage", {{"bottom", bottom}, {"top", bottom}}},
            {"history", {{"step", step}, {"time", quantity_of(60, "s")}}},
            {"stresses", Json::array()}};
  }

  Json step_of(const char *name, const char *kind, const Names &joins = {}, const Names &leaves = {})
  {
    return {{"name", name}, {"kind", kind}, {"joins", joins}, {"leaves", leaves}};
  }

  /// A debond at room temperature, then a reflow of three states.
  StoredRun process_run()
  {
    StoredRun run;
    run.label = "made";
    run.results = {{"states", Json::array()}};
    Json &states = run.results["states"];
    states.push_back(state_of("cool", 25, 0, step_of("cool", "cool")));
    states.push_back(state_of("debond", 25, -20, step_of("debond", "debond", {}, {"carrier"})));
    const Json reflow = step_of("reflow", "reflow");
    states.push_back(state_of("reflow_1", 260, 30, reflow));
    states.push_back(state_of("reflow_2", 260, 28, reflow));
    states.push_back(state_of("reflow_3", 25, -10, reflow));
    return run;
  }

  std::vector<double> heights_of_bars(const std::string &svg)
  {
    static const std::regex bar("<rect x=\"[0-9.]+\" y=\"[0-9.]+\" width=\"[0-9.]+\" height=\"([0-9.]+)\" fill=\"#0072b2\"");
    std::vector<double> heights;
    for (std::sregex_iterator found(svg.begin(), svg.end(), bar), end; found != end; ++found)
      heights.push_back(std::stod((*found)[1]));
    return heights;
  }

  TEST(RunSteps, CollectTheStatesOfAStep)
  {
    const StoredRun run = process_run();
    const std::vector<RunStep> steps = steps_of(run);
    ASSERT_EQ(steps.size(), 3u);
    EXPECT_EQ(steps[1].leaves, Names{"carrier"});
    EXPECT_EQ(steps[2].kind, "reflow");
    EXPECT_EQ(steps[2].states.size(), 3u);
  }

  TEST(RunSteps, ThoseOfTheLastPackageBeginWithTheLastChangeOfParts)
  {
    const StoredRun run = process_run();
    const std::vector<const Json *> states = states_of_last_package(run);
    ASSERT_EQ(states.size(), 4u);
    EXPECT_EQ(states.front()->at("name"), "debond");
    EXPECT_EQ(trend_between(*states[0], *states[1]), TemperatureTrend::heating);
    EXPECT_EQ(trend_between(*states[1], *states[2]), TemperatureTrend::constant);
    EXPECT_EQ(trend_between(*states[2], *states[3]), TemperatureTrend::cooling);
  }

  TEST(RunSteps, OfARunWithoutAPathAreNone)
  {
    StoredRun run = process_run();
    for (Json &state : run.results["states"])
      state.erase("history");
    EXPECT_TRUE(steps_of(run).empty());
    EXPECT_EQ(states_of_last_package(run).size(), 5u);
    EXPECT_EQ(step_section({run}), "");
  }

  TEST(StepChart, HasBarsInProportionToTheWarpage)
  {
    const std::vector<ChartedStep> steps = {{"a", {StepFigure{20, 20, 20}}}, {"b", {StepFigure{-10, -10, -10}}}, {"c", {std::nullopt}}};
    const std::vector<double> heights = heights_of_bars(draw_step_chart(steps, {"run"}, "warpage [um]"));
    ASSERT_EQ(heights.size(), 2u) << "a run without the step has no bar";
    EXPECT_NEAR(heights[0] / heights[1], 2, 1e-3); // hundredths of a pixel
  }

  TEST(StepChart, ShowsTheRangeWithinAStep)
  {
    const std::string plain = draw_step_chart({{"a", {StepFigure{20, 20, 20}}}}, {"run"}, ""),
                      ranged = draw_step_chart({{"a", {StepFigure{20, -5, 30}}}}, {"run"}, "");
    EXPECT_EQ(plain.find("#202020"), std::string::npos);
    EXPECT_NE(ranged.find("#202020"), std::string::npos);
  }

  TEST(StepSection, NamesWhatHappensAndTheWarpageAtTheEndOfAStep)
  {
    const std::string page = step_section({process_run()});
    EXPECT_NE(page.find("debond; leaves: carrier"), std::string::npos) << page;
    EXPECT_NE(page.find("reflow, 25.0 degC"), std::string::npos);
    EXPECT_NE(page.find("-20.00"), std::string::npos);
    EXPECT_NE(page.find("-10.00"), std::string::npos);
  }

  TEST(WarpageCurve, OfAPathDistinguishesHeatingAndCooling)
  {
    StoredRun run = process_run();
    for (Json &state : run.results["states"])
      for (auto &face : state["warpage"])
        face["diagonals"] = {{"value", {1e-6, 1e-6}}};
    const std::string page = curve_section({run}, std::nullopt);
    EXPECT_NE(page.find(">heating<"), std::string::npos);
    EXPECT_NE(page.find(">cooling<"), std::string::npos);
    EXPECT_NE(page.find("The curve begins with the step debond"), std::string::npos);
  }
} // namespace
