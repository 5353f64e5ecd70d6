// What `sagitta check` prints of a case.

#include <tests/input/sample_case.h>

#include <solver/application/check_report.h>
#include <solver/base/printable.h>

#include <gtest/gtest.h>

#include <sstream>

namespace
{
  using namespace sagitta;

  std::string check(const std::string &text)
  {
    std::ostringstream out;
    application::print_check(out, tests::parse(text), {}, {1e12, "this machine has 1000 GB"});
    return out.str();
  }

  std::size_t count(const std::string &text, const std::string &words)
  {
    std::size_t n = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
      ++n;
    return n;
  }

  TEST(CheckReport, PrintsHomogenisedLayersAtTheTemperaturesOfTheStates)
  {
    const std::string room = check(tests::sample_case());
    EXPECT_NE(room.find("Homogenised layers, computed from the moduli of their materials at each temperature"), std::string::npos);
    EXPECT_EQ(count(room, "    at 25 degC\n"), 4u) << "the redistribution layer, two layers of pads, the balls";
    EXPECT_EQ(count(room, "    at "), 4u);
    const std::string states = "  - {name: operating, temperature: solved}\n";
    const std::string two = check(tests::replaced(tests::sample_case(), states, states + "  - {name: peak, temperature: 260 degC}\n"));
    EXPECT_EQ(count(two, "    at 260 degC\n"), 4u);

    std::string many = states;
    for (const std::string celsius : {"50", "75", "100", "125", "150", "175", "200", "225", "250"})
      many += "  - {name: at_" + celsius + ", temperature: " + celsius + " degC}\n";
    const std::string all = check(tests::replaced(tests::sample_case(), states, many));
    EXPECT_LE(count(all, "    at "), 4 * 5u) << "a few of them";
    EXPECT_EQ(count(all, "    at 250 degC\n"), 4u) << "the hottest among them";
  }

  TEST(CheckReport, WarnsOfWhatIsKnownBeforeTheSolve)
  {
    EXPECT_EQ(check(tests::sample_case()).find("[above_solidus]"), std::string::npos);
    const std::string hot =
        check(tests::replaced(tests::sample_case(), "{name: room, temperature: 25 degC}", "{name: room, temperature: 240 degC}"));
    EXPECT_NE(hot.find("warning: room, balls: solder is at 240 degC, above its solidus, 217 degC"), std::string::npos) << hot;
  }

  TEST(Reports, HaveNoNegativeZeros)
  {
    EXPECT_EQ(without_negative_zeros("nu  -0, -0, -0.000\n"), "nu   0, 0, 0.000\n");
    EXPECT_EQ(without_negative_zeros("(-0, -0.5, -0e+00) mm of lid-0, a -0.1 and -05 -0-1 -0x -0_a"),
              "(0, -0.5, 0e+00) mm of lid-0, a -0.1 and -05 -0-1 -0x -0_a");
    EXPECT_EQ(without_negative_zeros("-0"), "0");
    EXPECT_EQ(without_negative_zeros(" at -0."), " at 0.");
  }

  TEST(CheckReport, MarksWhatWasEstimated)
  {
    std::ostringstream out;
    programme::CheckedMesh checked;
    checked.is_estimated = true;
    checked.mesh.plan_cells = 9000000;
    checked.remarks = {"this mesh was not made"};
    application::print_check(out, tests::parse(tests::sample_case()), checked, {1e12, "this machine has 1000 GB"});
    EXPECT_NE(out.str().find("Mesh: about 9e+06 plan cells"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find("note: this mesh was not made"), std::string::npos);
    EXPECT_NE(out.str().find("The case is valid, as far as can be checked without building its mesh."), std::string::npos);
    EXPECT_EQ(out.str().find("Volumes by material"), std::string::npos);
  }
} // namespace
