// The errors of layouts in results.json and in the table of a run.

#include <solver/output/layout_json.h>
#include <solver/output/results_json.h>
#include <solver/results/layout_tables.h>

#include <gtest/gtest.h>

#include <sstream>

namespace
{
  using namespace sagitta;

  TEST(LayoutErrors, StandInResultsJsonWithTheirUnits)
  {
    results::RunResult result;
    EXPECT_FALSE(output::to_json(result)["mesh"].contains("layouts"));
    result.mesh.layouts.tiled.push_back({"rdl_1", 3e-8, 400, 12, .004, .03});
    result.mesh.layouts.traced.push_back({"window", 57, 4e-10, 4e-10, 2e-11, 1e-11, 0});
    const auto layouts = output::to_json(result)["mesh"]["layouts"];
    EXPECT_EQ(layouts["tiles"][0]["part"], "rdl_1");
    EXPECT_EQ(layouts["tiles"][0]["metal"]["unit"], "m2");
    EXPECT_EQ(layouts["tiles"][0]["classes"], 12);
    EXPECT_EQ(layouts["tiles"][0]["largest_difference"], .03);
    EXPECT_EQ(layouts["traces"][0]["misplaced"]["value"], 2e-11);
    EXPECT_EQ(layouts["traces"][0]["misplaced_by_steps"]["value"], 1e-11);
    EXPECT_TRUE(output::find_not_finite(result).empty());
  }

  TEST(LayoutErrors, ArePrintedAsSharesOfTheMetal)
  {
    results::LayoutErrors errors;
    std::ostringstream nothing, out;
    results::print_layout_errors(nothing, errors);
    EXPECT_EQ(nothing.str(), "");
    errors.tiled.push_back({"rdl_1", 3e-8, 400, 12, .004, .03});
    errors.traced.push_back({"window", 57, 4e-10, 4e-10, 2e-11, 1e-11, 0});
    errors.tiled.push_back({"rdl_2", 2e-8, 400, 1, 3e-16, 5e-16});
    results::print_layout_errors(out, errors);
    EXPECT_EQ(out.str().find("e-"), std::string::npos) << "rounding is no difference:\n" << out.str();
    for (const char *words : {"30000 um2", "0.4 %", "3 %", "400 um2", "20 um2", "5 %", "10 um2"})
      EXPECT_NE(out.str().find(words), std::string::npos) << words << " is missing in\n" << out.str();
  }
} // namespace
