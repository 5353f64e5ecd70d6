// The printed summary read as a person would.

#include <solver/results/summary.h>

#include <tests/results/sample_result.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <string>

namespace
{
  using namespace sagitta;
  using tests::path_result;
  using tests::sample_result;

  TEST(Summary, HasTheMainResultsInTheUnitsOfTheField)
  {
    std::ostringstream out;
    results::print_summary(out, sample_result());
    const std::string text = out.str();
    for (const char *words : {"+40.50 um",
                              "convex",
                              "-162.00 um",
                              "concave",
                              "100 um: pass",
                              "100 um: FAIL",
                              "25.0 degC",
                              "87.35 degC",
                              "+62.35 K",
                              "(-0.5, 0, 0.015) mm",
                              "123.0 MPa",
                              "85731 unknown displacements",
                              "14",
                              "5.0e-09",
                              "2 ranks",
                              "4.00 s",
                              "400 MB",
                              "(5, 5, 0) mm",
                              "-3 um",
                              "quarter",
                              "the edge of a at x = 1 mm is averaged"})
      EXPECT_NE(text.find(words), std::string::npos) << words << " is missing in\n" << text;
    EXPECT_EQ(text.find("nan"), std::string::npos);
    EXPECT_NE(text.find("9 in 2 passes"), std::string::npos) << text;
  }

  TEST(Summary, BeginsWithOneLinePerStateAndShowsStressesOnRequest)
  {
    std::ostringstream brief, full;
    results::RunResult result = sample_result();
    results::print_summary(brief, result);
    results::print_summary(full, result, {true});
    const std::string text = brief.str();
    const std::size_t first = text.find("\n  room "), end = text.find('\n', first + 1);
    ASSERT_NE(first, std::string::npos) << text;
    const std::string line = text.substr(first, end - first);
    for (const char *words : {"25.0 degC", "+40.50 um", "-162.00 um", "convex, concave", "logic 123.0 MPa"})
      EXPECT_NE(line.find(words), std::string::npos) << words << " is missing in" << line;
    EXPECT_NE(text.find("logic 87.4 degC"), std::string::npos) << text;
    EXPECT_EQ(text.find("-45.0 MPa"), std::string::npos) << text;
    for (const char *words : {"-45.0 MPa", "61.0 MPa", "87.0 MPa", "-70.0 MPa", "-52.0 MPa"})
      EXPECT_NE(full.str().find(words), std::string::npos) << words << " is missing in\n" << full.str();
  }

  TEST(Summary, ShowsTheWorstOfEqualPartsInOneLine)
  {
    results::RunResult result = sample_result();
    results::StateResult &state = result.states[1];
    state.stresses.clear();
    std::map<std::string, std::string> groups;
    for (unsigned i = 0; i < 400; ++i)
      {
        const std::string name = "balls_" + std::to_string(i);
        groups[name] = "balls";
        // The largest von Mises stress is in the 300th, the largest tension in the 21st, the hottest is the 7th.
        state.stresses.push_back({name, "solder", i == 300 ? 55.5e6 : 10e6 + i, {{1e-3, 0, 0}}, i == 21 ? 44.4e6 : 5e6, {{0, 2e-3, 0}}});
        state.temperatures.push_back({name, std::nullopt, i == 7 ? 351.25 : 340. + 1e-3 * i, 330, 320});
      }
    state.stresses.push_back({"logic", "silicon", 80e6, {{0, 0, 0}}, 70e6, {{0, 0, 0}}});
    std::ostringstream out;
    results::print_summary(out, result, {true, groups});
    const std::string text = out.str();
    for (const char *words : {"balls_300 (worst of 400 balls)", "55.5 MPa", "+44.4 MPa", "of balls_21", "balls_7 (hottest of 400 balls)",
                              "78.10 degC", "\n  operating <solved>/hot  logic "})
      EXPECT_NE(text.find(words), std::string::npos) << words << " is missing in\n" << text;
    EXPECT_EQ(text.find("balls_299"), std::string::npos) << text;
  }

  TEST(Summary, OfManyStatesGrowsByTheRequestedLinesPerState)
  {
    results::RunResult result = sample_result();
    const auto lines = [](const results::RunResult &run) {
      std::ostringstream out;
      results::print_summary(out, run);
      const std::string text = out.str();
      return std::count(text.begin(), text.end(), '\n');
    };
    result.states.assign(13, result.states[0]);
    for (results::StateResult &state : result.states)
      {
        state.probes.clear();
        state.stresses.assign(20, state.stresses[0]);
      }
    // A line in the summary and two for the faces of each state; the rest is the run's.
    EXPECT_LE(lines(result), 3 * 13 + 40);
  }

  TEST(Summary, NamesTheLawOfEveryMaterialAndTheStepsOfAPath)
  {
    std::ostringstream out;
    results::print_summary(out, path_result());
    const std::string text = out.str();
    const auto line = [&](const std::string &beginning) {
      const std::size_t at = text.find("\n  " + beginning) + 1;
      return at == 0 ? std::string("no line begins with " + beginning) : text.substr(at, text.find('\n', at) - at);
    };
    EXPECT_NE(line("lmc ").find("viscoelastic"), std::string::npos) << text;
    EXPECT_NE(line("silicon ").find("elastic"), std::string::npos) << text;
    const std::string path = text.substr(text.find("Path in time"));
    for (const char *word : {"600 s", "4200 s", "lmc 0.925", "lmc 0.960", "1.6, at most 11"})
      EXPECT_NE(path.find(word), std::string::npos) << word << " in\n" << text;
  }
} // namespace
